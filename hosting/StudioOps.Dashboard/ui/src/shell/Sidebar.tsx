import { useQuery } from '@tanstack/react-query'
import { useConnection, type Connection } from '../api/live'
import { overviewQuery, useResources } from '../api/queries'
import { troubled } from '../lib/resources'
import type { View } from '../lib/urls'
import { Icon, type IconName } from '../ui/icons'
import { IconButton } from '../ui/IconButton'
import { Link } from '../ui/Link'
import { useScheme } from './scheme'
import styles from './Sidebar.module.css'

const views: { view: View; name: string; icon: IconName }[] = [
  { view: 'resources', name: 'Resources', icon: 'resources' },
  { view: 'console', name: 'Console', icon: 'console' },
  { view: 'logs', name: 'Structured logs', icon: 'logs' },
  { view: 'traces', name: 'Traces', icon: 'traces' },
  { view: 'metrics', name: 'Metrics', icon: 'metrics' },
]

const words: Record<Connection, string> = { live: 'Live', connecting: 'Connecting', lost: 'Not connected' }

interface SidebarProps {
  view: View
  onPalette: () => void
  onKeys: () => void
  onTelemetry: () => void
}

export function Sidebar({ view, onPalette, onKeys, onTelemetry }: SidebarProps) {
  const connection = useConnection()
  const { data: overview } = useQuery(overviewQuery)
  const { resources } = useResources()
  const scheme = useScheme()
  const bad = resources.filter(troubled).length
  return (
    <nav className={styles.bar} aria-label="Views">
      <Link to="/resources" className={styles.brand}>
        <img src="/mark.svg" alt="" className={styles.mark} />
        <span className={styles.host}>
          <span className={styles.hostName}>{overview?.host.name ?? 'Dashboard'}</span>
          <span className={styles.hostNote}>
            {overview && !overview.host.connected ? 'telemetry only' : 'dashboard'}
          </span>
        </span>
      </Link>
      <ul className={styles.list}>
        {views.map((each) => (
          <li key={each.view}>
            <Link
              to={`/${each.view}`}
              className={styles.link}
              aria-current={each.view === view ? 'page' : undefined}
            >
              <Icon name={each.icon} />
              <span className={styles.word}>{each.name}</span>
              {each.view === 'resources' && bad > 0 && (
                <span className={styles.badge} title={`${bad} need attention`}>
                  {bad}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <div className={styles.connection} role="status">
          <span className={styles.dot} data-state={connection} />
          <span className={styles.word}>{words[connection]}</span>
        </div>
        <div className={styles.tools}>
          <IconButton icon="search" label="Go to anything (Ctrl K)" onClick={onPalette} />
          <IconButton icon="store" label="Telemetry kept here" onClick={onTelemetry} />
          <IconButton icon="keyboard" label="Keys (?)" onClick={onKeys} />
          <IconButton icon={scheme.icon} label={scheme.label} onClick={scheme.next} />
        </div>
      </div>
    </nav>
  )
}
