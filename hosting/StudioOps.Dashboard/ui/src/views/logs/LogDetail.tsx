import type { LogEntry } from '../../api/types'
import { fullTime } from '../../lib/format'
import { to } from '../../lib/urls'
import { AttributeList } from '../../ui/AttributeList'
import { Breakable } from '../../ui/Breakable'
import { Copy } from '../../ui/Copy'
import { DetailPane } from '../../ui/DetailPane'
import { Link } from '../../ui/Link'
import { ResourceName } from '../../ui/ResourceName'
import { Fact, Facts, Section } from '../../ui/Section'
import { LevelMark } from './LevelMark'
import styles from './Logs.module.css'

export function LogDetail({ entry, onClose }: { entry: LogEntry; onClose: () => void }) {
  const { exception } = entry
  return (
    <DetailPane
      label="Details of the log line"
      title={<h2>{fullTime(entry.at)}</h2>}
      actions={<Copy text={entry.message} label="Copy message" />}
      onClose={onClose}
    >
      <p className={styles.message}>{entry.message}</p>
      <Facts>
        <Fact name="Level">
          <LevelMark number={entry.severityNumber} />
        </Fact>
        <Fact name="Resource">
          <Link to={to.resources(entry.resource)}>
            <ResourceName name={entry.resource} />
          </Link>
        </Fact>
        <Fact name="Category">
          <span className="mono">
            <Breakable text={entry.category} />
          </span>
        </Fact>
        <Fact name="Trace">
          {entry.traceId && (
            <Link className="mono" to={to.trace(entry.traceId, entry.spanId)}>
              {entry.traceId}
            </Link>
          )}
        </Fact>
        <Fact name="Span">
          {entry.traceId && entry.spanId && (
            <Link
              className="mono"
              to={to.logs({ trace: entry.traceId, span: entry.spanId })}
              title="All lines of this span"
            >
              {entry.spanId}
            </Link>
          )}
        </Fact>
      </Facts>
      {exception && (
        <Section
          title="Exception"
          tools={exception.stack && <Copy text={exception.stack} label="Copy stack" />}
        >
          <p className={styles.exceptionTitle}>
            {exception.type}: {exception.message}
          </p>
          {exception.stack && (
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
            <pre className={styles.stack} tabIndex={0} role="region" aria-label="Stack">
              {exception.stack}
            </pre>
          )}
        </Section>
      )}
      <AttributeList title="Attributes" attributes={entry.attributes} />
    </DetailPane>
  )
}
