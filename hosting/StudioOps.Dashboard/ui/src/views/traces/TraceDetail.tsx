import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useTopic } from '../../api/live'
import { traceLogsQuery, traceQuery } from '../../api/queries'
import type { LogEntry, Trace } from '../../api/types'
import { duration, fullTime, plural } from '../../lib/format'
import { useKeys } from '../../lib/keys'
import { navigate, tracesBefore, useParams } from '../../lib/location'
import { to } from '../../lib/urls'
import {
  around,
  matching,
  nextError,
  rangeOf,
  rangeText,
  rowsOf,
  shownRows,
  type Range,
} from '../../lib/waterfall'
import { Icon } from '../../ui/icons'
import { IconButton, IconLink } from '../../ui/IconButton'
import { Link } from '../../ui/Link'
import { ErrorNotice } from '../../ui/Notice'
import { Page } from '../../ui/Page'
import { SearchBox } from '../../ui/SearchBox'
import { Legend } from './columns'
import { Overview } from './Overview'
import { SpanDetail } from './SpanDetail'
import { Waterfall } from './Waterfall'
import styles from './TraceDetail.module.css'

const nothing: LogEntry[] = []
const stillComing = 30_000

export default function TraceDetail({ traceId }: { traceId: string }) {
  const { data: trace, error } = useQuery(traceQuery(traceId))
  useLiveTrace(trace)
  if (trace) return <Shown trace={trace} />
  if (!error) return null
  return <ErrorNotice alone error={error} action={<Link to={tracesBefore()}>All traces</Link>} />
}

// Spans of other services come later than those of the first: ask again while the trace is young.
function useLiveTrace(trace: Trace | undefined) {
  const client = useQueryClient()
  const refresh = useCallback(() => {
    if (!trace || Date.now() - Date.parse(trace.at) - trace.durationMs > stillComing) return
    void client.invalidateQueries({ queryKey: ['trace', trace.traceId] })
    void client.invalidateQueries({ queryKey: ['traceLogs', trace.traceId] })
  }, [client, trace])
  useTopic('traces', refresh, 2000)
}

function Shown({ trace }: { trace: Trace }) {
  const [params, change] = useParams()
  const { data: logs } = useQuery(traceLogsQuery(trace.traceId))
  const lines = logs?.items ?? nothing
  const rows = useMemo(() => rowsOf(trace.spans), [trace.spans])
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const shown = useMemo(() => shownRows(rows, collapsed), [rows, collapsed])
  const words = params.get('q') ?? ''
  const hits = useMemo(() => matching(rows, words), [rows, words])
  const spanId = params.get('span')
  const chosen = rows.find((row) => row.span.spanId === spanId)
  const names = useMemo(() => [...new Set(trace.spans.map((span) => span.resource))], [trace.spans])
  const errors = trace.spans.filter((span) => span.status === 'error').length
  const range = rangeOf(params.get('zoom'), trace.durationMs)
  const show = (part: Range | null) => change({ zoom: part && rangeText(part) })
  const close = () => change({ span: null })
  const toError = () => {
    const span = nextError(rows, spanId)
    if (!span) return
    if (!shown.some((row) => row.span.spanId === span)) setCollapsed(new Set())
    change({ span }, spanId === null)
  }
  useKeys({
    e: toError,
    z: () => chosen && show(around(chosen.span, trace.durationMs)),
    x: () => show(null),
    Escape: () => (chosen ? close() : navigate(tracesBefore())),
  })
  const parents = rows.filter((row) => row.children > 0).map((row) => row.span.spanId)

  const tools = (
    <>
      <SearchBox label="Search spans" value={words} onChange={(q) => change({ q })} />
      <IconButton
        icon={collapsed.size > 0 ? 'down' : 'right'}
        label={collapsed.size > 0 ? 'Open all spans' : 'Close all spans'}
        onClick={() => setCollapsed(collapsed.size > 0 ? new Set() : new Set(parents))}
      />
      <Button
        component="a"
        href={to.logs({ trace: trace.traceId })}
        leftSection={<Icon name="logs" />}
        onClick={(event) => {
          event.preventDefault()
          navigate(to.logs({ trace: trace.traceId }))
        }}
      >
        {plural(logs?.total ?? 0, 'log line')}
      </Button>
    </>
  )
  return (
    <Page
      title={rows[0]?.span.name ?? 'Trace'}
      before={<IconLink icon="left" label="All traces (Esc)" to={tracesBefore()} />}
      note={<span className="mono">{trace.traceId.slice(0, 7)}</span>}
      tools={tools}
      detail={
        chosen && (
          <SpanDetail key={chosen.span.spanId} trace={trace} row={chosen} lines={lines} onClose={close} />
        )
      }
    >
      <div className={styles.facts}>
        <span>{fullTime(trace.at)}</span>
        <span>
          <strong>{duration(trace.durationMs)}</strong>
        </span>
        <span>{plural(trace.spans.length, 'span')}</span>
        {errors > 0 && (
          <button type="button" className={styles.errors} title="To the next one (e)" onClick={toError}>
            {plural(errors, 'error')}
          </button>
        )}
        {words && <span>{plural(hits.size, 'span')} found</span>}
        <Legend names={names} />
        {params.has('zoom') && (
          <Button size="compact-xs" onClick={() => show(null)}>
            {duration(range.from)} to {duration(range.to)}: show all (x)
          </Button>
        )}
      </div>
      <Waterfall
        rows={shown}
        range={range}
        overview={
          rows.length > 3 && <Overview rows={rows} totalMs={trace.durationMs} range={range} onRange={show} />
        }
        lines={lines}
        traceAt={trace.at}
        collapsed={collapsed}
        onCollapse={setCollapsed}
        selected={spanId}
        onSelect={(span) => change({ span }, spanId === null)}
        hits={words ? hits : null}
      />
    </Page>
  )
}
