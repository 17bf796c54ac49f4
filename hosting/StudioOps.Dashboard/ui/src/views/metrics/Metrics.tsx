import { SegmentedControl } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useTopic } from '../../api/live'
import { instrumentsQuery } from '../../api/queries'
import type { Instrument } from '../../api/types'
import { plural } from '../../lib/format'
import { useKeys } from '../../lib/keys'
import { useParams } from '../../lib/location'
import { IconButton } from '../../ui/IconButton'
import { ErrorNotice, Notice } from '../../ui/Notice'
import { Page } from '../../ui/Page'
import { Cards } from './Cards'
import { InstrumentList } from './InstrumentList'
import { InstrumentView } from './InstrumentView'
import styles from './Metrics.module.css'

const windows = [
  { value: '60', label: '1 min' },
  { value: '300', label: '5 min' },
  { value: '900', label: '15 min' },
  { value: '3600', label: '1 h' },
]
const none: Instrument[] = []

export default function Metrics() {
  const [params, change] = useParams()
  const { data, error, isPending } = useQuery(instrumentsQuery)
  const instruments = data?.instruments ?? none
  const names = useMemo(() => [...new Set(instruments.map(({ resource }) => resource))].sort(), [instruments])
  const resource = params.get('resource') ?? names[0] ?? null
  const own = useMemo(
    () => instruments.filter((instrument) => instrument.resource === resource),
    [instruments, resource],
  )
  const chosen = own.find(({ meter, name }) => name === params.get('name') && meter === params.get('meter'))
  const window = Number(params.get('window') ?? 300)
  const [paused, setPaused] = useState(false)
  const client = useQueryClient()
  const refresh = useCallback(() => {
    if (!paused) void client.invalidateQueries({ queryKey: ['series'] })
  }, [client, paused])
  useTopic('metrics', refresh, chosen ? 2000 : 5000)
  useKeys({ p: () => setPaused(!paused), Escape: () => change({ meter: null, name: null, by: null }, true) })

  const tools = (
    <>
      <SegmentedControl
        aria-label="Time shown"
        data={windows}
        value={String(window)}
        onChange={(seconds) => change({ window: seconds === '300' ? null : seconds })}
      />
      <IconButton
        icon={paused ? 'play' : 'pause'}
        label={paused ? 'Go on (p)' : 'Pause (p)'}
        pressed={paused}
        onClick={() => setPaused(!paused)}
      />
    </>
  )
  return (
    <Page
      title="Metrics"
      note={
        resource && own.length > 0
          ? `${plural(own.length, 'instrument')} of ${resource}${paused ? ', paused' : ''}`
          : undefined
      }
      tools={tools}
    >
      {error && instruments.length === 0 ? (
        <ErrorNotice error={error} />
      ) : isPending ? null : instruments.length === 0 || resource === null ? (
        <Notice icon="metrics" title="No metrics yet">
          Instruments appear here as soon as a resource sends them over OpenTelemetry, usually within a minute
          of its start.
        </Notice>
      ) : (
        <div className={styles.body}>
          <InstrumentList names={names} resource={resource} instruments={own} chosen={chosen} />
          {chosen ? (
            <InstrumentView
              key={`${chosen.meter} ${chosen.name}`}
              instrument={chosen}
              window={window}
              everywhere={instruments}
            />
          ) : (
            <Cards key={resource} resource={resource} instruments={own} window={window} />
          )}
        </div>
      )}
    </Page>
  )
}
