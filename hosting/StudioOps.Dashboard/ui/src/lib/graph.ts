export interface GraphInput {
  name: string
  references: readonly string[]
  waitsFor: readonly string[]
}

export interface Edge {
  from: string
  to: string
  waits: boolean
  references: boolean
  // There is another way from one to the other: true, but nothing new.
  implied: boolean
}

export interface GraphLayout {
  columns: string[][]
  edges: Edge[]
}

// Whoever needs another stands left of it; within a column, near the middle of what it is tied to.
export function graphOf(resources: readonly GraphInput[]): GraphLayout {
  const edges = withImplied(edgesOf(resources))
  const depth = depthsOf(
    resources.map((resource) => resource.name),
    edges,
  )
  const columns: string[][] = []
  for (const [name, column] of depth) (columns[column] ??= []).push(name)
  const filled = Array.from(columns, (column: string[] | undefined) => column ?? []).reverse()
  for (const column of filled) column.sort()
  for (let round = 0; round < 4; round++) {
    for (let at = 1; at < filled.length; at++) settle(filled, at, edges)
    for (let at = filled.length - 2; at >= 0; at--) settle(filled, at, edges)
  }
  return { columns: filled, edges }
}

function edgesOf(resources: readonly GraphInput[]): Edge[] {
  const known = new Set(resources.map((resource) => resource.name))
  return resources.flatMap(({ name, references, waitsFor }) =>
    [...new Set([...references, ...waitsFor])]
      .filter((other) => other !== name && known.has(other))
      .map((other) => ({
        from: name,
        to: other,
        references: references.includes(other),
        waits: waitsFor.includes(other),
        implied: false,
      })),
  )
}

function withImplied(edges: Edge[]): Edge[] {
  const next = new Map<string, Edge[]>()
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge])
  const leads = (from: string, to: string, seen: Set<string>): boolean => {
    if (from === to) return true
    if (seen.has(from)) return false
    seen.add(from)
    return (next.get(from) ?? []).some((edge) => leads(edge.to, to, seen))
  }
  return edges.map((edge) => ({
    ...edge,
    implied: (next.get(edge.from) ?? []).some(
      (other) => other.to !== edge.to && leads(other.to, edge.to, new Set([edge.from])),
    ),
  }))
}

// The longest way down to something that needs nobody. Waits are never circular, so they decide; a reference
// that would close a circle (a gateway and a service may name each other) is drawn but moves nobody.
function depthsOf(names: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const below = new Map(names.map((name) => [name, new Set<string>()]))
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true
    if (seen.has(from)) return false
    seen.add(from)
    return [...(below.get(from) ?? [])].some((next) => reaches(next, to, seen))
  }
  for (const { from, to } of [...edges].sort((a, b) => Number(b.waits) - Number(a.waits)))
    if (!reaches(to, from)) below.get(from)?.add(to)
  const depth = new Map<string, number>()
  const visit = (name: string): number => {
    const known = depth.get(name)
    if (known !== undefined) return known
    const deepest = Math.max(-1, ...[...(below.get(name) ?? [])].map(visit)) + 1
    depth.set(name, deepest)
    return deepest
  }
  names.forEach(visit)
  return depth
}

function settle(columns: string[][], at: number, edges: readonly Edge[]) {
  const place = new Map<string, number>()
  for (const column of columns)
    column.forEach((name, index) => place.set(name, (index + 0.5) / column.length))
  const middle = (name: string) => {
    const tied = edges.flatMap((edge) =>
      edge.from === name ? [edge.to] : edge.to === name ? [edge.from] : [],
    )
    const places = tied.map((other) => place.get(other) ?? 0.5)
    return places.length ? places.reduce((sum, value) => sum + value, 0) / places.length : 0.5
  }
  const score = new Map(columns[at]?.map((name) => [name, middle(name)]))
  columns[at]?.sort((a, b) => (score.get(a) ?? 0) - (score.get(b) ?? 0) || a.localeCompare(b))
}

// A resource with all it needs and all who need it, directly.
export function neighbours(edges: readonly Edge[], name: string): Set<string> {
  const near = new Set([name])
  for (const edge of edges) {
    if (edge.from === name) near.add(edge.to)
    if (edge.to === name) near.add(edge.from)
  }
  return near
}
