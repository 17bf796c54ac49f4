import type { Resource, ResourceCommand } from '../api/types'

export type Tone = 'ok' | 'busy' | 'bad' | 'idle'

export function troubled(resource: Resource): boolean {
  return toneOf(resource) === 'bad'
}

export function toneOf(resource: Resource): Tone {
  switch (resource.state) {
    case 'failed':
      return 'bad'
    case 'healthy':
    case 'running':
      if (resource.health.some((check) => check.status === 'unhealthy')) return 'bad'
      return resource.state === 'healthy' ? 'ok' : 'busy'
    case 'exited':
      return resource.exitCode ? 'bad' : 'idle'
    case 'waiting':
    case 'starting':
      return 'busy'
    default:
      return 'idle'
  }
}

const words: Record<Resource['state'], string> = {
  waiting: 'Waiting',
  starting: 'Starting',
  running: 'Running',
  healthy: 'Healthy',
  exited: 'Finished',
  failed: 'Failed',
  stopped: 'Stopped',
  unknown: 'Seen in telemetry',
}

export function stateWord(resource: Resource): string {
  if (resource.state === 'exited' && resource.exitCode) return `Exited (${resource.exitCode})`
  if (resource.state === 'running' && resource.health.length > 0) return 'Running, not healthy'
  if (resource.state === 'healthy' && toneOf(resource) === 'bad') return 'Unhealthy'
  return words[resource.state]
}

// Why it is as it is, in the host's words or those of the check that fails.
export function reasonOf(resource: Resource): string {
  if (resource.reason) return resource.reason
  const failing = resource.health.find((check) => check.status === 'unhealthy' || check.status === 'degraded')
  return failing ? `${failing.name}: ${failing.description ?? failing.status}` : ''
}

export function isWeb(url: string): boolean {
  return url.startsWith('http://') || url.startsWith('https://')
}

export function found(resource: Resource, words: string): boolean {
  const wanted = words.trim().toLowerCase()
  return [resource.name, resource.type, stateWord(resource), reasonOf(resource)].some((text) =>
    text.toLowerCase().includes(wanted),
  )
}

// "Stop gateway", but "Empty the inbox (mail)": a command of its own has a name of its own.
export function commandName(resource: Resource, command: ResourceCommand): string {
  const own = !['start', 'stop', 'restart'].includes(command.name)
  return own ? `${command.displayName} (${resource.name})` : `${command.displayName} ${resource.name}`
}
