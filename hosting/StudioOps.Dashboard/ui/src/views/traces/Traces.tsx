import { Button, Select, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { logFieldsQuery, useResources } from '../../api/queries'
import type { TraceSummary } from '../../api/types'
import { useLiveList } from '../../api/useLiveList'
import { count } from '../../lib/format'
import { useKeys } from '../../lib/keys'
import { navigate, rememberTraces, useParams } from '../../lib/location'
import { to } from '../../lib/urls'
import { DataTable } from '../../ui/DataTable'
import { IconButton } from '../../ui/IconButton'
import { NewItems } from '../../ui/NewItems'
import { ErrorNotice, Notice } from '../../ui/Notice'
import { Page } from '../../ui/Page'
import { ResourceFilter } from '../../ui/ResourceFilter'
import { SearchBox } from '../../ui/SearchBox'
import { columnsFor } from './columns'

const idOf = (trace: TraceSummary) => trace.traceId
const longerThan = [
  { value: '', label: 'Any duration' },
  ...[10, 50, 100, 500, 1000, 5000].map((ms) => ({
    value: String(ms),
    label: ms < 1000 ? `${ms} ms and more` : `${ms / 1000} s and more`,
  })),
]

// What polls and looks after itself is short; a request through several resources is not.
const largerThan = [
  { value: '', label: 'Any size' },
  ...[5, 20, 100].map((spans) => ({ value: String(spans), label: `${spans} spans and more` })),
]

export function Traces() {
  const [params, change] = useParams()
  const { resources } = useResources()
  const { data: fields } = useQuery(logFieldsQuery)
  const errors = params.has('errors')
  const filter = {
    resource: params.get('resource'),
    text: params.get('text'),
    minDuration: params.get('min'),
    minSpans: params.get('spans'),
    errors: errors ? 'true' : null,
  }
  useEffect(() => rememberTraces(), [params])
  const [atTop, setAtTop] = useState(true)
  const [paused, setPaused] = useState(false)
  const list = useLiveList<TraceSummary>({ topic: 'traces', params: filter, idOf, held: paused || !atTop })
  const longest = useMemo(
    () => list.items.reduce((most, trace) => Math.max(most, trace.durationMs), 0),
    [list.items],
  )
  const columns = useMemo(() => columnsFor(longest), [longest])
  useKeys({ p: () => setPaused(!paused) })
  const filtered = Object.values(filter).some(Boolean)

  const tools = (
    <>
      <ResourceFilter
        names={[...resources.map(({ name }) => name), ...(fields?.resources ?? [])]}
        value={filter.resource}
        onChange={(resource) => change({ resource })}
      />
      <Select
        aria-label="Duration"
        w={140}
        data={longerThan}
        value={filter.minDuration ?? ''}
        allowDeselect={false}
        onChange={(min) => change({ min })}
      />
      <Select
        aria-label="Size"
        w={150}
        data={largerThan}
        value={filter.minSpans ?? ''}
        allowDeselect={false}
        onChange={(spans) => change({ spans })}
      />
      <Switch
        label="Only errors"
        checked={errors}
        onChange={(event) => change({ errors: event.currentTarget.checked ? '1' : null })}
      />
      <SearchBox label="Search traces" value={filter.text ?? ''} onChange={(text) => change({ text })} />
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
      title="Traces"
      note={
        list.isPending
          ? undefined
          : `${count(list.total)} ${filtered ? 'matching' : 'kept'}${paused ? ', paused' : ''}`
      }
      tools={tools}
    >
      {list.error && list.items.length === 0 ? (
        <ErrorNotice error={list.error} />
      ) : list.isPending ? null : list.items.length === 0 ? (
        <Notice
          icon="traces"
          title={filtered ? 'No trace matches' : 'No traces yet'}
          action={
            filtered && (
              <Button
                onClick={() => change({ resource: null, text: null, min: null, spans: null, errors: null })}
              >
                Clear the filters
              </Button>
            )
          }
        >
          {filtered
            ? 'The oldest make room for newer ones; a trace may have been here once.'
            : 'Make a request to one of the resources: its way through all of them appears here.'}
        </Notice>
      ) : (
        <DataTable
          label="Traces"
          memory={`traces ${JSON.stringify(filter)}`}
          columns={columns}
          rows={list.items}
          keyOf={idOf}
          selected={null}
          onOpen={(trace) => navigate(to.trace(trace.traceId))}
          rowHeight={32}
          narrowest={900}
          onEnd={list.more}
          onTop={setAtTop}
        />
      )}
      <NewItems waiting={list.waiting} onShow={() => setPaused(false)} />
    </Page>
  )
}
