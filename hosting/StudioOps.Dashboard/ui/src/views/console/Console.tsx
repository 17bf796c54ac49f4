import { Button, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { apiUrl } from '../../api/client'
import { overviewQuery, useResources } from '../../api/queries'
import type { ConsoleEntry } from '../../api/types'
import { count, plural } from '../../lib/format'
import { useKeys } from '../../lib/keys'
import { mostLines, textOf } from '../../lib/lines'
import { useParams } from '../../lib/location'
import { stored, store } from '../../lib/settings'
import { Icon } from '../../ui/icons'
import { IconButton } from '../../ui/IconButton'
import { ErrorNotice, Notice } from '../../ui/Notice'
import { Page } from '../../ui/Page'
import { ResourceFilter } from '../../ui/ResourceFilter'
import { SearchBox } from '../../ui/SearchBox'
import { Lines } from './Lines'
import { useConsole } from './useConsole'
import styles from './Console.module.css'

interface Held {
  resource: string | null
  lines: ConsoleEntry[]
}

export function Console() {
  const [params, change] = useParams()
  const { resources } = useResources()
  const resource = params.get('resource')
  const words = params.get('q') ?? ''
  const onlyMatches = params.get('only') !== '0'
  const { data: overview } = useQuery(overviewQuery)
  const alone =
    overview && !overview.host.connected && (overview.host.problem ?? 'This dashboard runs without a host.')
  const [wrap, setWrap] = useState(stored('wrap') !== 'off')
  const { lines, error, loaded } = useConsole(resource)
  // Scrolling away from the end or pausing keeps what is shown as it is.
  const [held, setHeld] = useState<Held | null>(null)
  const paused = held?.resource === resource ? held : null
  const [clearedTo, setClearedTo] = useState(0)
  const all = paused?.lines ?? lines
  const shown = useMemo(() => {
    const wanted = words.toLowerCase()
    const kept = clearedTo ? all.filter((entry) => entry.sequence > clearedTo) : all
    return wanted && onlyMatches ? kept.filter((entry) => textOf(entry).includes(wanted)) : kept
  }, [all, words, onlyMatches, clearedTo])
  const end = paused?.lines.at(-1)?.sequence
  const waiting = end === undefined ? 0 : lines.filter((entry) => entry.sequence > end).length
  const pause = () => setHeld({ resource, lines })
  const resume = () => setHeld(null)
  useKeys({ p: paused ? resume : pause })

  const tools = (
    <>
      <ResourceFilter
        names={resources.map(({ name }) => name)}
        value={resource}
        onChange={(name) => change({ resource: name })}
        all="All resources, merged"
      />
      <SearchBox label="Search lines" value={words} onChange={(q) => change({ q })} />
      {words && (
        <Switch
          label="Only matches"
          checked={onlyMatches}
          onChange={(event) => change({ only: event.currentTarget.checked ? null : '0' })}
        />
      )}
      <IconButton
        icon={paused ? 'play' : 'pause'}
        label={paused ? 'Go on (p)' : 'Pause (p)'}
        pressed={paused !== null}
        onClick={paused ? resume : pause}
      />
      <IconButton
        icon="wrap"
        label="Wrap long lines"
        pressed={wrap}
        onClick={() => {
          setWrap(!wrap)
          store('wrap', wrap ? 'off' : 'on')
        }}
      />
      <IconButton
        icon="clear"
        label="Clear what is shown"
        onClick={() => setClearedTo(lines.at(-1)?.sequence ?? 0)}
      />
      <Button
        component="a"
        href={apiUrl('/api/console/download', { resource })}
        download
        leftSection={<Icon name="download" />}
      >
        Download
      </Button>
    </>
  )
  const note = `${count(shown.length)}${words && onlyMatches ? ' matching' : ''} ${shown.length === 1 ? 'line' : 'lines'}${all.length >= mostLines ? `, the last ${count(mostLines)} are kept here` : ''}`
  return (
    <Page title="Console" note={loaded ? note : undefined} tools={tools}>
      {error && lines.length === 0 ? (
        <ErrorNotice error={error} />
      ) : alone && lines.length === 0 ? (
        <Notice icon="console" title="No console here">
          {alone} What processes print comes from the host that started them; their structured logs, traces
          and metrics are here all the same.
        </Notice>
      ) : loaded && shown.length === 0 ? (
        <Notice icon="console" title={words ? 'No line matches' : 'Nothing printed yet'}>
          {words
            ? `None of ${plural(all.length, 'line')} contains “${words}”.`
            : 'What the processes print appears here as they print it.'}
        </Notice>
      ) : (
        <Lines
          key={resource}
          entries={shown}
          words={words}
          named={resource === null}
          wrap={wrap}
          following={paused === null}
          onLeaveEnd={pause}
          onReachEnd={resume}
        />
      )}
      {paused && (
        <Button
          className={styles.pill}
          variant="filled"
          radius="xl"
          size="xs"
          leftSection={<Icon name="arrowDown" size={14} />}
          onClick={resume}
        >
          {waiting > 0 ? `${plural(waiting, 'new line')}, go on` : 'Paused, go on'}
        </Button>
      )}
    </Page>
  )
}
