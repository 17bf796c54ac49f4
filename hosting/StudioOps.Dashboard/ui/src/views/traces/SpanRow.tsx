import type { LogEntry, Span } from '../../api/types'
import { colourOf } from '../../lib/colours'
import { count, duration, instant } from '../../lib/format'
import { hintOf } from '../../lib/hint'
import { levelOf, levelTone } from '../../lib/levels'
import { ticksOf, type Range, type Row } from '../../lib/waterfall'
import { Icon } from '../../ui/icons'
import styles from './Waterfall.module.css'

interface SpanRowProps {
  id: string
  index: number
  top: number
  row: Row
  range: Range
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
  const { id, index, top, row, range, started, lines, open, selected, faded, onSelect, onToggle } = props
  const { span } = row
  const parent = row.children > 0
  // On a sliver its events would hide it; what went wrong is always shown.
  const wide = span.durationMs > (range.to - range.from) * 0.04
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
        {ticksOf(range).map((tick) => (
          <span key={tick} className={styles.tick} style={{ left: percent(at(tick, range)) }} />
        ))}
        <Bar span={span} range={range} />
        {span.events
          .filter((event) => wide || event.name === 'exception')
          .slice(0, mostMarks)
          .map((event, index) => (
            <Mark
              key={index}
              ms={instant(event.at) - started}
              range={range}
              className={styles.event}
              title={event.name}
            />
          ))}
        {lines?.slice(0, mostMarks).map((line) => (
          <Mark
            key={line.id}
            ms={instant(line.at) - started}
            range={range}
            className={styles.line}
            title={line.message}
            tone={levelTone(levelOf(line.severityNumber))}
          />
        ))}
      </div>
    </div>
  )
}

function Bar({ span, range }: { span: Span; range: Range }) {
  const end = span.offsetMs + span.durationMs
  const left = at(span.offsetMs, range)
  const right = at(end, range)
  // The label stands behind the bar, or before it where there is no room behind.
  const where =
    right < 0.9 || left < 0.1
      ? { left: percent(right), width: `calc(${(1 - within(right)) * 100}% + 60px)` }
      : { right: `${(1 - left) * 100}%` }
  const outside = span.offsetMs > range.to || end < range.from
  if (outside) return <span className={styles.away} data-side={end < range.from ? 'left' : 'right'} />
  return (
    <>
      <span
        className={styles.bar}
        data-error={span.status === 'error'}
        style={{
          left: percent(left),
          width: `${(within(right) - within(left)) * 100}%`,
          background: colourOf(span.resource),
        }}
      />
      <span className={styles.label} style={where}>
        {duration(span.durationMs)}
        {'left' in where && <span className={styles.hint}>{hintOf(span)}</span>}
      </span>
    </>
  )
}

const at = (ms: number, { from, to }: Range) => (ms - from) / (to - from)
const within = (share: number) => Math.min(1, Math.max(0, share))
const percent = (share: number) => `${within(share) * 100}%`

// What happened outside the part shown has no place in it.
function Mark({
  ms,
  range,
  className,
  title,
  tone,
}: {
  ms: number
  range: Range
  className: string | undefined
  title: string
  tone?: string
}) {
  const share = at(ms, range)
  if (share < 0 || share > 1) return null
  return <span className={className} data-tone={tone} title={title} style={{ left: percent(share) }} />
}
