export type Params = Record<string, string | null | undefined>

export interface Place {
  path: string
  params: URLSearchParams
}

export function placeOf(href: string): Place {
  const cut = href.indexOf('?')
  return cut < 0
    ? { path: href, params: new URLSearchParams() }
    : { path: href.slice(0, cut), params: new URLSearchParams(href.slice(cut + 1)) }
}

// Empty values leave the address: the shortest link that shows the same.
export function hrefOf(path: string, params: Params): string {
  return changed(path, new URLSearchParams(), params)
}

export function changed(path: string, before: URLSearchParams, changes: Params): string {
  const after = new URLSearchParams(before)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') after.delete(name)
    else after.set(name, value)
  }
  const query = after.toString()
  return query ? `${path}?${query}` : path
}

export type View = 'resources' | 'console' | 'logs' | 'traces' | 'metrics'
export type Route = { view: View } | { view: 'trace'; traceId: string } | { view: 'nowhere' }

export function routeOf(path: string): Route {
  const [first = '', second, ...rest] = path.split('/').filter(Boolean)
  if (first === '') return { view: 'resources' }
  if (first === 'traces' && second && rest.length === 0) return { view: 'trace', traceId: second }
  if (second !== undefined) return { view: 'nowhere' }
  return isView(first) ? { view: first } : { view: 'nowhere' }
}

function isView(word: string): word is View {
  return ['resources', 'console', 'logs', 'traces', 'metrics'].includes(word)
}

export const to = {
  resources: (resource?: string) => hrefOf('/resources', { resource }),
  console: (resource?: string) => hrefOf('/console', { resource }),
  logs: (filter: { resource?: string; trace?: string; span?: string; log?: string } = {}) =>
    hrefOf('/logs', filter),
  traces: (resource?: string) => hrefOf('/traces', { resource }),
  trace: (traceId: string, span?: string | null) => hrefOf(`/traces/${traceId}`, { span }),
  metrics: (resource?: string) => hrefOf('/metrics', { resource }),
}
