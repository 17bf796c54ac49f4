import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { logFieldsQuery } from '../../api/queries'
import type { LogEntry } from '../../api/types'
import { useLiveList } from '../../api/useLiveList'
import { count } from '../../lib/format'
import { useKeys } from '../../lib/keys'
import { levels } from '../../lib/levels'
import { useParams } from '../../lib/location'
import { to } from '../../lib/urls'
import { DataTable } from '../../ui/DataTable'
import { IconButton } from '../../ui/IconButton'
import { Link } from '../../ui/Link'
import { NewItems } from '../../ui/NewItems'
import { ErrorNotice, Notice } from '../../ui/Notice'
import { Page } from '../../ui/Page'
import { ResourceFilter } from '../../ui/ResourceFilter'
import { SearchBox } from '../../ui/SearchBox'
import { columns } from './columns'
import { LogDetail } from './LogDetail'
import styles from './Logs.module.css'

const idOf = (entry: LogEntry) => entry.id
const levelChoices = levels.map((level) => ({
  value: level,
  label: level === 'trace' ? 'All levels' : `${level.charAt(0).toUpperCase()}${level.slice(1)} and worse`,
}))

export function Logs() {
  const [params, change] = useParams()
  const { data: fields } = useQuery(logFieldsQuery)
  const filter = {
    resource: params.get('resource'),
    severity: params.get('level'),
    category: params.get('category'),
    text: params.get('text'),
    traceId: params.get('trace'),
    spanId: params.get('span'),
  }
  const [atTop, setAtTop] = useState(true)
  const [paused, setPaused] = useState(false)
  const list = useLiveList<LogEntry>({ topic: 'logs', params: filter, idOf, held: paused || !atTop })
  const [opened, setOpened] = useState<LogEntry | null>(null)
  const id = params.get('log')
  const chosen = useMemo(
    () => list.items.find((entry) => entry.id === id) ?? (opened?.id === id ? opened : null),
    [list.items, id, opened],
  )
  const open = (entry: LogEntry | null, push: boolean) => {
    setOpened(entry)
    change({ log: entry?.id }, push)
  }
  useKeys({ p: () => setPaused(!paused), Escape: () => open(null, true) })
  const filtered = Object.values(filter).some(Boolean)
  const clear = { resource: null, level: null, category: null, text: null, trace: null, span: null }

  const tools = (
    <>
      {filter.traceId && (
        <TraceChip
          traceId={filter.traceId}
          spanId={filter.spanId}
          onClear={() => change({ trace: null, span: null })}
        />
      )}
      <ResourceFilter
        names={fields?.resources ?? []}
        value={filter.resource}
        onChange={(resource) => change({ resource })}
      />
      <Select
        aria-label="Level"
        w={176}
        data={levelChoices}
        value={filter.severity ?? 'trace'}
        allowDeselect={false}
        onChange={(level) => change({ level: level === 'trace' ? null : level })}
      />
      <Select
        aria-label="Category"
        placeholder="All categories"
        w={200}
        data={[
          ...new Set([...(fields?.categories ?? []), ...(filter.category ? [filter.category] : [])]),
        ].sort()}
        value={filter.category}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'All categories' }}
        comboboxProps={{ width: 420, position: 'bottom-end' }}
        onChange={(category) => change({ category })}
      />
      <SearchBox label="Search messages" value={filter.text ?? ''} onChange={(text) => change({ text })} />
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
      title="Structured logs"
      note={
        list.isPending
          ? undefined
          : `${count(list.total)} ${filtered ? 'matching' : 'kept'}${paused ? ', paused' : ''}`
      }
      tools={tools}
      detail={chosen && <LogDetail key={chosen.id} entry={chosen} onClose={() => open(null, true)} />}
    >
      {list.error && list.items.length === 0 ? (
        <ErrorNotice error={list.error} />
      ) : list.isPending ? null : list.items.length === 0 ? (
        <Notice
          icon="logs"
          title={filtered ? 'No log line matches' : 'No log lines yet'}
          action={filtered && <Button onClick={() => change(clear)}>Clear the filters</Button>}
        >
          {filtered
            ? 'The oldest make room for newer ones; a line may have been here once.'
            : 'Whatever sends logs over OpenTelemetry to this dashboard appears here.'}
        </Notice>
      ) : (
        <DataTable
          label="Structured logs"
          memory={`logs ${JSON.stringify(filter)}`}
          columns={columns}
          rows={list.items}
          keyOf={idOf}
          selected={id}
          onOpen={(entry) => open(entry, id === null)}
          onMove={(entry) => open(entry, false)}
          rowHeight={28}
          narrowest={860}
          onEnd={list.more}
          onTop={setAtTop}
        />
      )}
      <NewItems waiting={list.waiting} onShow={() => setPaused(false)} />
    </Page>
  )
}

function TraceChip({
  traceId,
  spanId,
  onClear,
}: {
  traceId: string
  spanId: string | null
  onClear: () => void
}) {
  return (
    <span className={styles.chip}>
      <Link to={to.trace(traceId, spanId)} title="Back to the trace">
        {spanId ? 'Span' : 'Trace'} <span className="mono">{(spanId ?? traceId).slice(0, 8)}</span>
      </Link>
      <IconButton icon="close" size={24} label="Lines of all traces" onClick={onClear} />
    </span>
  )
}
