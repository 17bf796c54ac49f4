import { describe, expect, it } from 'vitest'
import type { Span } from '../api/types'
import {
  around,
  matching,
  nextError,
  rangeOf,
  rangeText,
  rowsOf,
  shownRows,
  stepFrom,
  ticksOf,
} from './waterfall'

function span(spanId: string, parentId: string | null, offsetMs: number, more: Partial<Span> = {}): Span {
  return {
    spanId,
    parentId,
    offsetMs,
    name: spanId,
    kind: 'internal',
    resource: 'api',
    scope: 'test',
    at: '',
    durationMs: 10,
    status: 'unset',
    attributes: {},
    events: [],
    links: [],
    ...more,
  }
}

const tree = rowsOf([
  span('db', 'api', 4, { status: 'error', attributes: { 'db.system': 'postgresql' } }),
  span('root', null, 0),
  span('late', 'root', 6),
  span('api', 'root', 2),
])
const ids = (rows: { span: Span }[]) => rows.map((row) => row.span.spanId)
const none = new Set<string>()

describe('the waterfall', () => {
  it('puts parents before children and children by start, whatever order they came in', () => {
    expect(tree.map((row) => [row.span.spanId, row.depth])).toEqual([
      ['root', 0],
      ['api', 1],
      ['db', 2],
      ['late', 1],
    ])
  })

  it('counts what lies below a row and its errors', () => {
    expect(tree[0]).toMatchObject({ children: 2, descendants: 3, errorsBelow: 1 })
    expect(tree[2]).toMatchObject({ children: 0, descendants: 0, errorsBelow: 0 })
  })

  it('shows a span whose parent is missing as a root, marked', () => {
    const rows = rowsOf([span('root', null, 0), span('lost', 'gone', 5)])
    expect(rows.map((row) => [row.span.spanId, row.depth, row.orphan])).toEqual([
      ['root', 0, false],
      ['lost', 0, true],
    ])
  })

  it('shows every span once even when parents go in a circle or ids repeat', () => {
    const rows = rowsOf([span('a', 'b', 0), span('b', 'a', 1), span('c', 'c', 2), span('a', null, 3)])
    expect(ids(rows).sort()).toEqual(['a', 'b', 'c'])
  })

  it('takes traces thousands deep', () => {
    const deep = Array.from({ length: 3000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, i))
    const rows = rowsOf(deep)
    expect(rows).toHaveLength(3000)
    expect(rows[0]?.descendants).toBe(2999)
  })

  it('hides what a collapsed row holds', () => {
    expect(ids(shownRows(tree, new Set(['api'])))).toEqual(['root', 'api', 'late'])
    expect(ids(shownRows(tree, new Set(['root', 'api'])))).toEqual(['root'])
    expect(ids(shownRows(tree, new Set(['db'])))).toEqual(['root', 'api', 'db', 'late'])
  })
})

describe('tree keys', () => {
  const shown = shownRows(tree, none)
  it('go up, down, first and last and stop at the ends', () => {
    expect(stepFrom(shown, null, none, 'down')).toEqual({ go: 'root' })
    expect(stepFrom(shown, 'root', none, 'down')).toEqual({ go: 'api' })
    expect(stepFrom(shown, 'root', none, 'up')).toEqual({ go: 'root' })
    expect(stepFrom(shown, 'late', none, 'down')).toEqual({ go: 'late' })
    expect(stepFrom(shown, 'root', none, 'last')).toEqual({ go: 'late' })
  })

  it('left closes first, then goes to the parent; right opens first, then goes to the child', () => {
    expect(stepFrom(shown, 'api', none, 'left')).toEqual({ collapse: 'api' })
    expect(stepFrom(shown, 'db', none, 'left')).toEqual({ go: 'api' })
    expect(stepFrom(shown, 'root', none, 'right')).toEqual({ go: 'api' })
    const closed = new Set(['api'])
    const fewer = shownRows(tree, closed)
    expect(stepFrom(fewer, 'api', closed, 'right')).toEqual({ expand: 'api' })
    expect(stepFrom(fewer, 'api', closed, 'left')).toEqual({ go: 'root' })
    expect(stepFrom(shown, 'db', none, 'right')).toBeNull()
  })
})

describe('finding and measuring', () => {
  it('goes from error to error and round again', () => {
    const rows = rowsOf([
      span('a', null, 0),
      span('b', 'a', 1, { status: 'error' }),
      span('c', 'a', 2, { status: 'error' }),
    ])
    expect(nextError(rows, null)).toBe('b')
    expect(nextError(rows, 'b')).toBe('c')
    expect(nextError(rows, 'c')).toBe('b')
    expect(nextError(rows.slice(0, 1), 'a')).toBeNull()
  })

  it('finds spans by name, resource and attribute value', () => {
    expect([...matching(tree, 'POSTGRES')]).toEqual(['db'])
    expect(matching(tree, 'api').size).toBe(4)
    expect(matching(tree, ' ').size).toBe(0)
  })

  it('places round ticks inside the part shown', () => {
    expect(ticksOf({ from: 0, to: 100 })).toEqual([0, 20, 40, 60, 80])
    expect(ticksOf({ from: 45, to: 95 })).toEqual([50, 60, 70, 80, 90])
    expect(ticksOf({ from: 0, to: 0.9 }).every((tick) => tick < 0.9)).toBe(true)
  })

  it('reads the part shown from the address, and shows everything when that makes no sense', () => {
    expect(rangeOf('10-20', 100)).toEqual({ from: 10, to: 20 })
    for (const text of [null, '', 'a-b', '20-10', '5-5'])
      expect(rangeOf(text, 100)).toEqual({ from: 0, to: 100 })
    expect(rangeOf(null, 0).to).toBeGreaterThan(0)
    expect(rangeOf(rangeText({ from: 0.12345, to: 3 }), 10)).toEqual({ from: 0.1235, to: 3 })
  })

  it('shows a span with a little around it', () => {
    expect(around(span('a', null, 10, { durationMs: 20 }), 100)).toEqual({ from: 9, to: 31 })
    expect(around(span('a', null, 0, { durationMs: 100 }), 100)).toEqual({ from: 0, to: 100 })
  })
})
