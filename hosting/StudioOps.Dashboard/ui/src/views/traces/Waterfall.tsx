import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { LogEntry } from '../../api/types'
import { duration, instant } from '../../lib/format'
import { stepFrom, ticksOf, type Range, type Row, type Step } from '../../lib/waterfall'
import { SpanRow } from './SpanRow'
import styles from './Waterfall.module.css'

interface WaterfallProps {
  rows: Row[]
  range: Range
  overview: ReactNode
  traceAt: string
  lines: LogEntry[]
  collapsed: ReadonlySet<string>
  onCollapse: (collapsed: ReadonlySet<string>) => void
  selected: string | null
  onSelect: (span: string) => void
  hits: ReadonlySet<string> | null
}

const steps: Record<string, Step> = {
  ArrowUp: 'up',
  k: 'up',
  ArrowDown: 'down',
  j: 'down',
  ArrowLeft: 'left',
  h: 'left',
  ArrowRight: 'right',
  l: 'right',
  Home: 'first',
  End: 'last',
}

export function Waterfall(props: WaterfallProps) {
  const { rows, range, overview, traceAt, lines, collapsed, onCollapse, selected, onSelect, hits } = props
  const scroll = useRef<HTMLDivElement>(null)
  const id = useId()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 28,
    overscan: 16,
    scrollPaddingStart: 28,
  })
  const bySpan = useMemo(() => Map.groupBy(lines, (line) => line.spanId ?? ''), [lines])
  const at = rows.findIndex((row) => row.span.spanId === selected)
  const firstHit = hits ? rows.findIndex((row) => hits.has(row.span.spanId)) : -1
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  useEffect(() => {
    if (firstHit >= 0) virtual.scrollToIndex(firstHit, { align: 'auto' })
  }, [firstHit, virtual])
  useEffect(() => scroll.current?.focus({ preventScroll: true }), [])

  const toggle = (span: string) => {
    const next = new Set(collapsed)
    if (!next.delete(span)) next.add(span)
    onCollapse(next)
  }
  const keys = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (!step || event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey)
      return
    event.preventDefault()
    const outcome = stepFrom(rows, selected, collapsed, step)
    if (!outcome) return
    if ('go' in outcome) onSelect(outcome.go)
    else toggle('collapse' in outcome ? outcome.collapse : outcome.expand)
  }
  const items = virtual.getVirtualItems()
  const started = instant(traceAt)
  return (
    <>
      {overview}
      <div
        ref={scroll}
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={
          items.some((item) => item.index === at) ? `${id}-${selected ?? ''}` : undefined
        }
        tabIndex={0}
        data-list
        className={styles.scroll}
        onKeyDown={keys}
      >
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={styles.head}>
            <div role="columnheader">Span</div>
            <div role="columnheader" className={styles.time}>
              {ticksOf(range).map((tick) => (
                <span
                  key={tick}
                  className={styles.tick}
                  style={{ left: `${((tick - range.from) / (range.to - range.from)) * 100}%` }}
                >
                  {tick === 0 ? '0' : duration(tick)}
                </span>
              ))}
            </div>
          </div>
        </div>
        <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            if (!row) return null
            const span = row.span.spanId
            return (
              <SpanRow
                key={span}
                id={`${id}-${span}`}
                index={item.index}
                top={item.start}
                row={row}
                range={range}
                started={started}
                lines={bySpan.get(span)}
                open={!collapsed.has(span)}
                selected={span === selected}
                faded={hits !== null && !hits.has(span)}
                onSelect={() => onSelect(span)}
                onToggle={() => toggle(span)}
              />
            )
          })}
        </div>
      </div>
    </>
  )
}
