import type { Span } from '../api/types'
import { textOf } from './attributes'

// What a span's name leaves out, by the semantic conventions: the query, the address and answer, the queue.
export function hintOf({ name, attributes }: Span): string {
  const one = (...names: string[]) => {
    const found = names.find((key) => textOf(attributes[key]) !== '')
    return found ? textOf(attributes[found]).replace(/\s+/g, ' ').trim() : ''
  }
  const query = one('db.query.text', 'db.statement', 'db.operation.name')
  if (query) return query.slice(0, 200)
  const method = one('http.request.method', 'http.method')
  if (method) {
    const path = pathOf(one('url.full', 'http.url')) || one('url.path', 'http.target')
    const known = name.includes(path) ? '' : path
    return [known, one('http.response.status_code', 'http.status_code')].filter(Boolean).join(' → ')
  }
  const queue = one('messaging.destination.name', 'messaging.destination')
  return name.includes(queue) ? '' : queue
}

function pathOf(url: string): string {
  const path = /^\w+:\/\/[^/]+(\/[^?]*)/.exec(url)?.[1]
  return path ?? ''
}
