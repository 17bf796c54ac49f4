import type { Span } from '../api/types'

export interface Row {
  span: Span
  depth: number
  children: number
  // Everything below it, for what a collapsed row hides.
  descendants: number
  errorsBelow: number
  // Its parent is known by id only: dropped, sampled away, or still on its way.
  orphan: boolean
}

interface Node {
  span: Span
  children: Node[]
  orphan: boolean
}

// Parents before children, children by start; every span appears exactly once, whatever the parents claim.
export function rowsOf(spans: readonly Span[]): Row[] {
  const nodes = new Map<string, Node>()
  for (const span of spans)
    if (!nodes.has(span.spanId)) nodes.set(span.spanId, { span, children: [], orphan: false })
  const roots: Node[] = []
  for (const node of nodes.values()) {
    const parent = node.span.parentId ? nodes.get(node.span.parentId) : undefined
    if (parent && !isAncestor(node, parent, nodes)) parent.children.push(node)
    else {
      node.orphan = Boolean(node.span.parentId)
      roots.push(node)
    }
  }
  const rows: Row[] = []
  roots.sort(byStart)
  for (const root of roots) place(root, rows)
  return rows
}

function isAncestor(node: Node, parent: Node, nodes: Map<string, Node>): boolean {
  const seen = new Set<string>()
  for (
    let at: Node | undefined = parent;
    at;
    at = at.span.parentId ? nodes.get(at.span.parentId) : undefined
  ) {
    if (at === node) return true
    if (seen.has(at.span.spanId)) return false
    seen.add(at.span.spanId)
  }
  return false
}

const byStart = (a: Node, b: Node) =>
  a.span.offsetMs - b.span.offsetMs || b.span.durationMs - a.span.durationMs

// Iterative: a trace may be thousands deep.
function place(root: Node, rows: Row[]) {
  const path: { row: Row; left: Node[] }[] = []
  const enter = (node: Node, depth: number) => {
    const row = {
      span: node.span,
      depth,
      children: node.children.length,
      descendants: 0,
      errorsBelow: 0,
      orphan: node.orphan,
    }
    rows.push(row)
    path.push({ row, left: node.children.sort(byStart).reverse() })
  }
  enter(root, 0)
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const next = top.left.pop()
    if (next) {
      enter(next, top.row.depth + 1)
      continue
    }
    path.pop()
    const parent = path.at(-1)
    if (!parent) continue
    parent.row.descendants += top.row.descendants + 1
    parent.row.errorsBelow += top.row.errorsBelow + (top.row.span.status === 'error' ? 1 : 0)
  }
}

export function shownRows(rows: readonly Row[], collapsed: ReadonlySet<string>): Row[] {
  const shown: Row[] = []
  let hiddenBelow = Infinity
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue
    hiddenBelow = collapsed.has(row.span.spanId) && row.children > 0 ? row.depth : Infinity
    shown.push(row)
  }
  return shown
}

export type Step = 'up' | 'down' | 'left' | 'right' | 'first' | 'last'
export type Outcome = { go: string } | { collapse: string } | { expand: string } | null

// The tree keys everybody knows: left closes or goes to the parent, right opens or goes to the first child.
export function stepFrom(
  shown: readonly Row[],
  selected: string | null,
  collapsed: ReadonlySet<string>,
  step: Step,
): Outcome {
  const at = shown.findIndex((row) => row.span.spanId === selected)
  const go = (index: number): Outcome => {
    const row = shown[Math.max(0, Math.min(shown.length - 1, index))]
    return row ? { go: row.span.spanId } : null
  }
  const row = shown[at]
  if (!row || step === 'first') return go(0)
  const open = row.children > 0 && !collapsed.has(row.span.spanId)
  switch (step) {
    case 'last':
      return go(shown.length - 1)
    case 'up':
      return go(at - 1)
    case 'down':
      return go(at + 1)
    case 'right':
      return open ? go(at + 1) : row.children > 0 ? { expand: row.span.spanId } : null
    case 'left':
      if (open) return { collapse: row.span.spanId }
      for (let above = at - 1; above >= 0; above--)
        if ((shown[above]?.depth ?? 0) < row.depth) return go(above)
      return null
  }
}

// The next span that failed, in reading order and round again.
export function nextError(rows: readonly Row[], selected: string | null): string | null {
  const at = rows.findIndex((row) => row.span.spanId === selected)
  const next = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find((row) => row.span.status === 'error')
  return next?.span.spanId ?? null
}

// Every span the words are found in: name, resource, scope or an attribute's value.
export function matching(rows: readonly Row[], words: string): Set<string> {
  const wanted = words.trim().toLowerCase()
  const found = new Set<string>()
  if (!wanted) return found
  for (const { span } of rows) {
    const text = [
      span.name,
      span.resource,
      span.scope,
      span.spanId,
      ...Object.values(span.attributes).map(String),
    ]
    if (text.some((part) => part.toLowerCase().includes(wanted))) found.add(span.spanId)
  }
  return found
}

export interface Range {
  from: number
  to: number
}

// The part of the trace that is shown; at least a microsecond, never outside the trace.
export function rangeOf(text: string | null, totalMs: number): Range {
  const [from, to] = (text ?? '').split('-').map(Number)
  if (from === undefined || to === undefined || !(to - from >= 0.001))
    return { from: 0, to: Math.max(totalMs, 0.001) }
  return { from: Math.max(0, from), to: Math.min(Math.max(totalMs, 0.001), to) }
}

export const rangeText = ({ from, to }: Range) => `${Number(from.toFixed(4))}-${Number(to.toFixed(4))}`

// A span with a little of what is around it.
export function around({ offsetMs, durationMs }: Span, totalMs: number): Range {
  const air = Math.max(durationMs * 0.05, 0.002)
  return { from: Math.max(0, offsetMs - air), to: Math.min(totalMs, offsetMs + durationMs + air) }
}

export function ticksOf({ from, to }: Range, about = 5): number[] {
  const rough = (to - from) / about
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((nice) => nice * power >= rough) ?? 10) * power
  const ticks: number[] = []
  for (let index = Math.ceil(from / step); index * step < to - (to - from) * 0.001; index++)
    ticks.push(index * step)
  return ticks
}
