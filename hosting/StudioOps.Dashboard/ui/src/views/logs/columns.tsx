import type { LogEntry } from '../../api/types'
import { clock } from '../../lib/format'
import { to } from '../../lib/urls'
import type { Column } from '../../ui/DataTable'
import { IconLink } from '../../ui/IconButton'
import { ResourceName } from '../../ui/ResourceName'
import { LevelMark } from './LevelMark'
import styles from './Logs.module.css'

export const columns: Column<LogEntry>[] = [
  {
    key: 'at',
    header: 'Time',
    width: '92px',
    render: (entry) => <span className="quiet">{clock(entry.at)}</span>,
  },
  {
    key: 'resource',
    header: 'Resource',
    width: 'minmax(110px, 150px)',
    render: (entry) => <ResourceName name={entry.resource} />,
  },
  {
    key: 'level',
    header: 'Level',
    width: '86px',
    render: (entry) => <LevelMark number={entry.severityNumber} />,
  },
  {
    key: 'message',
    header: 'Message',
    width: 'minmax(260px, 3fr)',
    render: (entry) => <Message entry={entry} />,
  },
  {
    key: 'category',
    header: 'Category',
    width: 'minmax(120px, 1fr)',
    render: (entry) => (
      <span className="quiet" title={entry.category}>
        {shortCategory(entry.category)}
      </span>
    ),
  },
  {
    key: 'trace',
    header: 'Trace',
    width: '36px',
    render: ({ traceId, spanId }) =>
      traceId && (
        <IconLink icon="traces" label={`Trace ${traceId}`} to={to.trace(traceId, spanId)} tabIndex={-1} />
      ),
  },
]

function Message({ entry }: { entry: LogEntry }) {
  return (
    <span title={entry.message}>
      {entry.message}
      {entry.exception && (
        <span className={styles.exception}>
          {' '}
          {entry.exception.type?.split('.').at(-1)}: {entry.exception.message}
        </span>
      )}
    </span>
  )
}

// A category is a type's full name: its end tells it apart.
const shortCategory = (category: string) => category.split('.').slice(-2).join('.')
