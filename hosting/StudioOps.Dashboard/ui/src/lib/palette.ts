import type { Resource } from '../api/types'
import type { IconName } from '../ui/icons'
import { commandName } from './resources'
import { to } from './urls'

export interface Action {
  id: string
  name: string
  kind: string
  icon: IconName
  href?: string
  command?: { resource: Resource; command: Resource['commands'][number] }
}

const views: Action[] = [
  { id: 'resources', name: 'Resources', kind: 'view', icon: 'resources', href: to.resources() },
  { id: 'graph', name: 'Resource graph', kind: 'view', icon: 'graph', href: '/resources?view=graph' },
  { id: 'console', name: 'Console', kind: 'view', icon: 'console', href: to.console() },
  { id: 'logs', name: 'Structured logs', kind: 'view', icon: 'logs', href: to.logs() },
  { id: 'errors', name: 'Errors in the logs', kind: 'view', icon: 'warning', href: '/logs?level=error' },
  { id: 'traces', name: 'Traces', kind: 'view', icon: 'traces', href: to.traces() },
  { id: 'failed', name: 'Traces with errors', kind: 'view', icon: 'warning', href: '/traces?errors=1' },
  { id: 'metrics', name: 'Metrics', kind: 'view', icon: 'metrics', href: to.metrics() },
]

export function actionsOf(resources: readonly Resource[]): Action[] {
  return [...views, ...resources.flatMap(actionsOfOne)]
}

function actionsOfOne(resource: Resource): Action[] {
  const { name } = resource
  return [
    { id: `r:${name}`, name, kind: 'resource', icon: 'resources', href: to.resources(name) },
    { id: `c:${name}`, name: `${name} console`, kind: 'console', icon: 'console', href: to.console(name) },
    {
      id: `l:${name}`,
      name: `${name} logs`,
      kind: 'structured logs',
      icon: 'logs',
      href: to.logs({ resource: name }),
    },
    { id: `t:${name}`, name: `${name} traces`, kind: 'traces', icon: 'traces', href: to.traces(name) },
    { id: `m:${name}`, name: `${name} metrics`, kind: 'metrics', icon: 'metrics', href: to.metrics(name) },
    ...resource.commands
      .filter((command) => command.state === 'enabled')
      .map((command): Action => ({
        id: `x:${name}:${command.name}`,
        name: commandName(resource, command),
        kind: 'command',
        icon: 'play',
        command: { resource, command },
      })),
  ]
}

// Every word must be found; what is called just so comes first, then what begins so. A trace's id opens it.
export function matchesOf(actions: readonly Action[], words: string, most = 40): Action[] {
  const wanted = words.trim().toLowerCase()
  if (/^[0-9a-f]{32}$/.test(wanted))
    return [{ id: 'id', name: `Trace ${wanted}`, kind: 'trace', icon: 'traces', href: to.trace(wanted) }]
  const parts = wanted.split(/\s+/).filter(Boolean)
  const hits = actions.filter((action) => parts.every((part) => action.name.toLowerCase().includes(part)))
  const rank = ({ name }: Action) =>
    name.toLowerCase() === wanted
      ? 0
      : name.toLowerCase().startsWith(`${wanted} `)
        ? 1
        : name.toLowerCase().startsWith(wanted)
          ? 2
          : 3
  return hits.sort((a, b) => rank(a) - rank(b)).slice(0, most)
}
