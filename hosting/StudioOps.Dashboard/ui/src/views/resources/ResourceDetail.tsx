import { Button, Group } from '@mantine/core'
import type { Resource } from '../../api/types'
import { bytes, percent } from '../../lib/format'
import { isWeb } from '../../lib/resources'
import { to } from '../../lib/urls'
import { Age } from '../../ui/Age'
import { useRunCommand } from '../../ui/commands'
import { Copy } from '../../ui/Copy'
import { DetailPane } from '../../ui/DetailPane'
import { Icon } from '../../ui/icons'
import { Link } from '../../ui/Link'
import { ResourceName } from '../../ui/ResourceName'
import { Fact, Facts, Section } from '../../ui/Section'
import { StateDot } from '../../ui/StateDot'
import { iconOf } from './Commands'
import { Environment } from './Environment'
import { ResourceState } from './ResourceState'
import styles from './ResourceDetail.module.css'

export function ResourceDetail({ resource, onClose }: { resource: Resource; onClose: () => void }) {
  return (
    <DetailPane
      label={`Details of ${resource.name}`}
      title={
        <h2>
          <ResourceName name={resource.name} detail={resource.type} />
        </h2>
      }
      onClose={onClose}
    >
      <Go name={resource.name} />
      <Facts>
        <Fact name="State">
          <ResourceState resource={resource} />
        </Fact>
        <Fact name="Reason">{resource.reason}</Fact>
        <Fact name="Started">
          {resource.startedAt && (
            <>
              <Age from={resource.startedAt} /> ago
            </>
          )}
        </Fact>
        <Fact name="Process">{resource.pid}</Fact>
        <Fact name="Exit code">{resource.exitCode}</Fact>
        <Fact name="Restarts">{resource.restarts || null}</Fact>
        <Fact name="CPU">{resource.cpu == null ? null : `${percent(resource.cpu)} of one core`}</Fact>
        <Fact name="Memory">{resource.memory == null ? null : bytes(resource.memory)}</Fact>
      </Facts>
      <CommandList resource={resource} />
      <Health resource={resource} />
      <Endpoints resource={resource} />
      <Others title="References" names={resource.references} />
      <Others title="Waits for" names={resource.waitsFor} />
      <Environment resource={resource} />
    </DetailPane>
  )
}

function Go({ name }: { name: string }) {
  return (
    <div className={styles.go}>
      <Link to={to.console(name)}>
        <Icon name="console" /> Console
      </Link>
      <Link to={to.logs({ resource: name })}>
        <Icon name="logs" /> Logs
      </Link>
      <Link to={to.traces(name)}>
        <Icon name="traces" /> Traces
      </Link>
      <Link to={to.metrics(name)}>
        <Icon name="metrics" /> Metrics
      </Link>
    </div>
  )
}

function CommandList({ resource }: { resource: Resource }) {
  const run = useRunCommand()
  const shown = resource.commands.filter((command) => command.state !== 'hidden')
  if (shown.length === 0) return null
  return (
    <Section title="Commands">
      <Group gap={8}>
        {shown.map((command) => (
          <Button
            key={command.name}
            leftSection={<Icon name={iconOf(command)} />}
            disabled={command.state === 'disabled'}
            onClick={() => run(resource, command)}
          >
            {command.displayName}
          </Button>
        ))}
      </Group>
    </Section>
  )
}

function Health({ resource }: { resource: Resource }) {
  if (resource.health.length === 0) return null
  return (
    <Section title="Health checks">
      <Facts>
        {resource.health.map((check) => (
          <Fact key={check.name} name={check.name}>
            <span className={styles.check}>
              <StateDot
                tone={check.status === 'healthy' ? 'ok' : check.status === 'unhealthy' ? 'bad' : 'busy'}
              />
              {check.status}
              {check.at && (
                <span className="quiet">
                  <Age from={check.at} /> ago
                </span>
              )}
            </span>
            {check.description && <div className="mono">{check.description}</div>}
          </Fact>
        ))}
      </Facts>
    </Section>
  )
}

function Endpoints({ resource }: { resource: Resource }) {
  if (resource.endpoints.length === 0) return null
  return (
    <Section title="Endpoints">
      <Facts>
        {resource.endpoints.map(({ name, url }) => (
          <Fact key={name + url} name={name}>
            <span className={styles.value}>
              {isWeb(url) ? (
                <a href={url} target="_blank" rel="noreferrer">
                  {url}
                </a>
              ) : (
                <span className="mono">{url}</span>
              )}
              <Copy text={url} label={`Copy ${url}`} />
            </span>
          </Fact>
        ))}
      </Facts>
    </Section>
  )
}

function Others({ title, names }: { title: string; names: string[] }) {
  if (names.length === 0) return null
  return (
    <Section title={title}>
      <div className={styles.others}>
        {names.map((name) => (
          <Link key={name} to={to.resources(name)} className={styles.other}>
            <ResourceName name={name} />
          </Link>
        ))}
      </div>
    </Section>
  )
}
