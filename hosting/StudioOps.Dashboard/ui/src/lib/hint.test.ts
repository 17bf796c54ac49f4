import { expect, it } from 'vitest'
import type { Attributes, Span } from '../api/types'
import { hintOf } from './hint'

const span = (name: string, attributes: Attributes): Span => ({
  spanId: 'a',
  name,
  kind: 'client',
  resource: 'api',
  scope: '',
  at: '',
  durationMs: 1,
  offsetMs: 0,
  status: 'unset',
  attributes,
  events: [],
  links: [],
})

it.each<[string, Attributes, string]>([
  ['postgresql', { 'db.query.text': 'SELECT 1\n  FROM t' }, 'SELECT 1 FROM t'],
  ['redis', { 'db.statement': 'GET a' }, 'GET a'],
  [
    'GET',
    { 'http.request.method': 'GET', 'url.full': 'http://h:1/a/b?c=d', 'http.response.status_code': 404 },
    '/a/b → 404',
  ],
  ['GET /a', { 'http.request.method': 'GET', 'url.path': '/a', 'http.response.status_code': 200 }, '200'],
  ['publish', { 'messaging.destination.name': 'orders' }, 'orders'],
  ['orders send', { 'messaging.destination.name': 'orders' }, ''],
  ['evaluate', {}, ''],
])('what %s leaves out', (name, attributes, hint) => expect(hintOf(span(name, attributes))).toBe(hint))
