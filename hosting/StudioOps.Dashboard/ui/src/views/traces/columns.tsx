import type { TraceSummary } from '../../api/types'
import { colourOf } from '../../lib/colours'
import { clock, count, duration } from '../../lib/format'
import type { Column } from '../../ui/DataTable'
import { ResourceName } from '../../ui/ResourceName'
import styles from './Traces.module.css'

export function columnsFor(longest: number): Column<TraceSummary>[] {
  return [
    {
      key: 'at',
      header: 'Time',
      width: '92px',
      render: (trace) => <span className="quiet">{clock(trace.at)}</span>,
    },
    { key: 'name', header: 'Name', width: 'minmax(220px, 2fr)', render: (trace) => <Name trace={trace} /> },
    {
      key: 'resources',
      header: 'Resources',
      width: 'minmax(180px, 2.4fr)',
      render: (trace) => <Through trace={trace} />,
    },
    { key: 'spans', header: 'Spans', width: '56px', end: true, render: (trace) => count(trace.spans) },
    {
      key: 'errors',
      header: 'Errors',
      width: '56px',
      end: true,
      render: ({ errors }) =>
        errors > 0 ? <span className="bad">{count(errors)}</span> : <span className="quiet">–</span>,
    },
    {
      key: 'duration',
      header: 'Duration',
      width: 'minmax(150px, 1fr)',
      render: (trace) => <Duration ms={trace.durationMs} longest={longest} />,
    },
  ]
}

function Name({ trace }: { trace: TraceSummary }) {
  return (
    <span className={styles.name} title={`${trace.name}\n${trace.traceId}`}>
      <span className={styles.words}>{trace.name}</span>
      <span className={`${styles.id ?? ''} mono quiet`}>{trace.traceId.slice(0, 7)}</span>
    </span>
  )
}

function Through({ trace }: { trace: TraceSummary }) {
  return (
    <span className={styles.through}>
      {trace.resources.map(({ name, spans }) => (
        <span key={name} className={styles.resource} title={`${name}: ${count(spans)}`}>
          <ResourceName name={name} detail={String(spans)} />
        </span>
      ))}
    </span>
  )
}

function Duration({ ms, longest }: { ms: number; longest: number }) {
  return (
    <span className={styles.duration}>
      <span className={styles.number}>{duration(ms)}</span>
      <span className={styles.track}>
        <span
          className={styles.length}
          style={{ width: `${Math.max(1, (ms / Math.max(longest, ms, 0.001)) * 100)}%` }}
        />
      </span>
    </span>
  )
}

export function Legend({ names }: { names: string[] }) {
  return (
    <span className={styles.legend}>
      {names.map((name) => (
        <span key={name} className={styles.entry}>
          <span className={styles.swatch} style={{ background: colourOf(name) }} />
          {name}
        </span>
      ))}
    </span>
  )
}
