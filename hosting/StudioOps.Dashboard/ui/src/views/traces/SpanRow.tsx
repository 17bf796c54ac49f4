import type { LogEntry, Span } from '../../api/types'
import { colourOf } from '../../lib/colours'
import { count, duration } from '../../lib/format'
import { levelOf, levelTone } from '../../lib/levels'
import { ticksOf, type Row } from '../../lib/waterfall'
import { Icon } from '../../ui/icons'
import styles from './Waterfall.module.css'

interface SpanRowProps {
  id: string
  index: number
  top: number
  row: Row
  totalMs: number
  started: number
  lines: LogEntry[] | undefined
  open: boolean
  selected: boolean
  faded: boolean
  onSelect: () => void
  onToggle: () => void
}

const mostMarks = 24

export function SpanRow(props: SpanRowProps) {
  const { id, index, top, row, totalMs, started, lines, open, selected, faded, onSelect, onToggle } = props
  const { span } = row
  const parent = row.children > 0
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the tree has the focus and the keys
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-expanded={parent ? open : undefined}
      aria-selected={selected}
      data-faded={faded}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onSelect}
    >
      <div role="gridcell" className={styles.tree} style={{ paddingLeft: 10 + Math.min(row.depth, 24) * 14 }}>
        {parent ? (
          <button
            type="button"
            tabIndex={-1}
            className={styles.toggle}
            aria-label={open ? `Close ${span.name}` : `Open ${span.name}`}
            onClick={(event) => {
              event.stopPropagation()
              onToggle()
            }}
          >
            <Icon name={open ? 'down' : 'right'} size={12} />
          </button>
        ) : (
          <span className={styles.toggle} />
        )}
        <span className={styles.swatch} style={{ background: colourOf(span.resource) }} />
        {span.status === 'error' && (
          <span className="bad">
            <Icon name="warning" size={14} />
          </span>
        )}
        <span className={styles.name} title={span.name}>
          {span.name}
        </span>
        <span className={styles.resource}>{span.resource}</span>
        {!open && parent && (
          <span className={styles.hidden}>
            +{count(row.descendants)}
            {row.errorsBelow > 0 && <span className="bad"> {row.errorsBelow} failed</span>}
          </span>
        )}
      </div>
      <div role="gridcell" className={styles.time}>
        {ticksOf(totalMs).map((tick) => (
          <span key={tick} className={styles.tick} style={{ left: share(tick, totalMs) }} />
        ))}
        <Bar span={span} totalMs={totalMs} />
        {span.events.slice(0, mostMarks).map((event, at) => (
          <span
            key={at}
            className={styles.event}
            title={event.name}
            style={{ left: share(Date.parse(event.at) - started, totalMs) }}
          />
        ))}
        {lines?.slice(0, mostMarks).map((line) => (
          <span
            key={line.id}
            className={styles.line}
            data-tone={levelTone(levelOf(line.severityNumber))}
            title={line.message}
            style={{ left: share(Date.parse(line.at) - started, totalMs) }}
          />
        ))}
      </div>
    </div>
  )
}

function Bar({ span, totalMs }: { span: Span; totalMs: number }) {
  const left = span.offsetMs / totalMs
  const right = (span.offsetMs + span.durationMs) / totalMs
  // The label stands behind the bar, or before it where there is no room behind.
  const where =
    right < 0.9 || left < 0.1 ? { left: `${Math.min(right, 1) * 100}%` } : { right: `${(1 - left) * 100}%` }
  return (
    <>
      <span
        className={styles.bar}
        data-error={span.status === 'error'}
        style={{
          left: share(span.offsetMs, totalMs),
          width: share(span.durationMs, totalMs),
          background: colourOf(span.resource),
        }}
      />
      <span className={styles.label} style={where}>
        {duration(span.durationMs)}
      </span>
    </>
  )
}

function share(ms: number, totalMs: number): string {
  return `${totalMs > 0 ? Math.min(100, Math.max(0, (ms / totalMs) * 100)) : 0}%`
}
