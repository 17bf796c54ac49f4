import type { LogEntry, Span, Trace } from '../../api/types'
import { duration, instant, plural } from '../../lib/format'
import { to } from '../../lib/urls'
import type { Row } from '../../lib/waterfall'
import { AttributeList } from '../../ui/AttributeList'
import { DetailPane } from '../../ui/DetailPane'
import { Link } from '../../ui/Link'
import { ResourceName } from '../../ui/ResourceName'
import { Fact, Facts, Section } from '../../ui/Section'
import { LevelMark } from '../logs/LevelMark'
import styles from './SpanDetail.module.css'

interface SpanDetailProps {
  trace: Trace
  row: Row
  lines: LogEntry[]
  onClose: () => void
}

export function SpanDetail({ trace, row, lines, onClose }: SpanDetailProps) {
  const { span } = row
  const own = lines.filter((line) => line.spanId === span.spanId).sort((a, b) => a.at.localeCompare(b.at))
  const parent = trace.spans.find((other) => other.spanId === span.parentId)
  return (
    <DetailPane label="Details of the span" title={<h2>{span.name}</h2>} onClose={onClose}>
      <Facts>
        <Fact name="Resource">
          <Link to={to.resources(span.resource)}>
            <ResourceName name={span.resource} />
          </Link>
        </Fact>
        <Fact name="Duration">
          {duration(span.durationMs)}, from {duration(span.offsetMs)}
        </Fact>
        <Fact name="Status">
          {span.status === 'error' ? (
            <span className="bad">Error{span.statusMessage && `: ${span.statusMessage}`}</span>
          ) : span.status === 'ok' ? (
            'Ok'
          ) : null}
        </Fact>
        <Fact name="Kind">{span.kind}</Fact>
        <Fact name="Parent">
          {parent ? (
            <Link to={to.trace(trace.traceId, parent.spanId)}>{parent.name}</Link>
          ) : (
            row.orphan && <span className="quiet">{span.parentId}, not received</span>
          )}
        </Fact>
        <Fact name="Source">
          <span className="mono">{span.scope}</span>
        </Fact>
        <Fact name="Span id">
          <span className="mono">{span.spanId}</span>
        </Fact>
      </Facts>
      <Lines trace={trace} span={span} own={own} />
      <AttributeList title="Attributes" attributes={span.attributes} />
      {span.events.map((event, index) => (
        <AttributeList
          key={index}
          title={`Event: ${event.name}`}
          attributes={{
            '+ time': duration(instant(event.at) - instant(trace.at)),
            ...event.attributes,
          }}
        />
      ))}
      {span.links.length > 0 && (
        <Section title="Links">
          <Facts>
            {span.links.map((link) => (
              <Fact
                key={link.traceId + link.spanId}
                name={link.traceId === trace.traceId ? 'This trace' : 'Another trace'}
              >
                <Link className="mono" to={to.trace(link.traceId, link.spanId)}>
                  {link.traceId.slice(0, 8)} / {link.spanId}
                </Link>
              </Fact>
            ))}
          </Facts>
        </Section>
      )}
    </DetailPane>
  )
}

function Lines({ trace, span, own }: { trace: Trace; span: Span; own: LogEntry[] }) {
  const all = <Link to={to.logs({ trace: trace.traceId, span: span.spanId })}>Open in structured logs</Link>
  if (own.length === 0)
    return (
      <Section title="Log lines">
        <p className="quiet">
          None in this span. <Link to={to.logs({ trace: trace.traceId })}>All of the trace</Link>
        </p>
      </Section>
    )
  return (
    <Section title={plural(own.length, 'log line')} tools={all}>
      <ul className={styles.lines}>
        {own.slice(0, 50).map((line) => (
          <li key={line.id}>
            <Link
              className={styles.line}
              to={to.logs({ trace: trace.traceId, span: span.spanId, log: line.id })}
            >
              <span className="quiet">+{duration(Math.max(0, instant(line.at) - instant(trace.at)))}</span>
              <LevelMark number={line.severityNumber} />
              <span className={styles.message}>{line.message}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
