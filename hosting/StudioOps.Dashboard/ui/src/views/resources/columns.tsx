import type { Resource } from '../../api/types'
import { bytes, percent } from '../../lib/format'
import { isWeb, toneOf, type Tone } from '../../lib/resources'
import { to } from '../../lib/urls'
import { Age } from '../../ui/Age'
import type { Column } from '../../ui/DataTable'
import { IconLink } from '../../ui/IconButton'
import { ResourceName } from '../../ui/ResourceName'
import { Commands } from './Commands'
import { ResourceState } from './ResourceState'
import styles from './Resources.module.css'

const order: Tone[] = ['bad', 'busy', 'idle', 'ok']
const rank = (resource: Resource) => order.indexOf(toneOf(resource))
const byName = (a: Resource, b: Resource) => a.name.localeCompare(b.name)

export const columns: Column<Resource>[] = [
  {
    key: 'name',
    sort: byName,
    header: 'Name',
    width: 'minmax(180px, 1.2fr)',
    render: (resource) => <ResourceName name={resource.name} />,
  },
  {
    key: 'type',
    sort: (a, b) => a.type.localeCompare(b.type) || byName(a, b),
    header: 'Type',
    width: '90px',
    render: (resource) => <span className="quiet">{resource.type}</span>,
  },
  {
    key: 'state',
    sort: (a, b) => rank(a) - rank(b) || byName(a, b),
    header: 'State',
    width: 'minmax(160px, 2fr)',
    render: (resource) => <ResourceState resource={resource} withReason />,
  },
  {
    key: 'endpoint',
    header: 'Endpoints',
    width: 'minmax(140px, 1.2fr)',
    render: (resource) => <Endpoints resource={resource} />,
  },
  {
    key: 'up',
    sort: (a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? ''),
    header: 'Started',
    width: '84px',
    end: true,
    render: (resource) => (resource.startedAt ? <Age from={resource.startedAt} /> : <Nothing />),
  },
  {
    key: 'cpu',
    sort: (a, b) => (a.cpu ?? -1) - (b.cpu ?? -1),
    header: 'CPU',
    width: '60px',
    end: true,
    render: ({ cpu }) => (cpu == null ? <Nothing /> : percent(cpu)),
  },
  {
    key: 'memory',
    sort: (a, b) => (a.memory ?? -1) - (b.memory ?? -1),
    header: 'Memory',
    width: '72px',
    end: true,
    render: ({ memory }) => (memory == null ? <Nothing /> : bytes(memory)),
  },
  {
    key: 'go',
    header: <span className="hidden-text">Go to and commands</span>,
    width: '182px',
    end: true,
    render: (resource) => <Row resource={resource} />,
  },
]

function Nothing() {
  return <span className="quiet">–</span>
}

function Endpoints({ resource }: { resource: Resource }) {
  return resource.endpoints.map((endpoint) =>
    isWeb(endpoint.url) ? (
      <a
        key={endpoint.url}
        className={styles.endpoint}
        href={endpoint.url}
        target="_blank"
        rel="noreferrer"
        onClick={(event) => event.stopPropagation()}
      >
        {endpoint.url.replace(/^https?:\/\//, '')}
      </a>
    ) : (
      <span key={endpoint.url} className={`${styles.endpoint ?? ''} quiet`}>
        {endpoint.url.replace(/^\w+:\/\//, '')}
      </span>
    ),
  )
}

function Row({ resource }: { resource: Resource }) {
  const { name } = resource
  return (
    <span className={styles.actions}>
      <IconLink icon="console" label={`Console of ${name}`} to={to.console(name)} />
      <IconLink icon="logs" label={`Logs of ${name}`} to={to.logs({ resource: name })} />
      <IconLink icon="traces" label={`Traces of ${name}`} to={to.traces(name)} />
      <IconLink icon="metrics" label={`Metrics of ${name}`} to={to.metrics(name)} />
      <Commands resource={resource} />
    </span>
  )
}
