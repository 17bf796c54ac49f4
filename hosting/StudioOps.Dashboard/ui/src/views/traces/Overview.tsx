import { useMemo, useRef, useState, type PointerEvent } from 'react'
import { colourOf } from '../../lib/colours'
import type { Range, Row } from '../../lib/waterfall'
import styles from './Overview.module.css'

interface OverviewProps {
  rows: Row[]
  totalMs: number
  range: Range
  onRange: (range: Range | null) => void
}

const height = 36

// The whole trace on a strip; drawing over a part of it shows that part below.
export function Overview({ rows, totalMs, range, onRange }: OverviewProps) {
  const strip = useRef<HTMLDivElement>(null)
  const paths = useMemo(() => pathsOf(rows, totalMs), [rows, totalMs])
  const [drawn, setDrawn] = useState<{ start: number; end: number } | null>(null)
  const at = (event: PointerEvent) => {
    const box = strip.current?.getBoundingClientRect()
    return box ? Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) : 0
  }
  const finish = () => {
    if (!drawn) return
    setDrawn(null)
    const [from, to] = [Math.min(drawn.start, drawn.end), Math.max(drawn.start, drawn.end)]
    onRange(to - from < 0.004 ? null : { from: from * totalMs, to: to * totalMs })
  }
  const shown = drawn
    ? { left: Math.min(drawn.start, drawn.end), right: Math.max(drawn.start, drawn.end) }
    : { left: range.from / totalMs, right: range.to / totalMs }
  const whole = shown.left <= 0 && shown.right >= 1
  return (
    <div className={styles.row}>
      <div
        ref={strip}
        className={styles.strip}
        title="Draw over a part to see it closely; click for the whole trace"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrawn({ start: at(event), end: at(event) })
        }}
        onPointerMove={(event) => drawn && setDrawn({ ...drawn, end: at(event) })}
        onPointerUp={finish}
      >
        <svg
          className={styles.spans}
          viewBox={`0 0 1000 ${height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {paths.map(([resource, path]) => (
            <path
              key={resource}
              d={path}
              stroke={colourOf(resource)}
              strokeWidth={Math.max(1, Math.min(4, height / rows.length))}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        {!whole && <span className={styles.shade} style={{ left: 0, width: `${shown.left * 100}%` }} />}
        {!whole && (
          <span className={styles.shade} style={{ right: 0, width: `${(1 - shown.right) * 100}%` }} />
        )}
      </div>
    </div>
  )
}

// One path per resource: thousands of spans are a dozen elements.
function pathsOf(rows: Row[], totalMs: number): [string, string][] {
  const paths = new Map<string, string>()
  rows.forEach(({ span }, index) => {
    const y = ((index + 0.5) / rows.length) * height
    const x = (span.offsetMs / totalMs) * 1000
    const width = Math.max(1.5, (span.durationMs / totalMs) * 1000)
    paths.set(
      span.resource,
      `${paths.get(span.resource) ?? ''}M${x.toFixed(1)} ${y.toFixed(1)}h${width.toFixed(1)}`,
    )
  })
  return [...paths]
}
