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
}

export interface GraphLayout {
  columns: string[][]
  edges: Edge[]
}

// Whoever needs another stands left of it; within a column, near the middle of what it is tied to.
export function graphOf(resources: readonly GraphInput[]): GraphLayout {
  const edges = edgesOf(resources)
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
      })),
  )
}

// The longest way down to something that needs nobody; a circle (admin and gateway may name each other) is cut where met.
function depthsOf(names: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const depth = new Map<string, number>()
  const open = new Set<string>()
  const visit = (name: string): number => {
    const known = depth.get(name)
    if (known !== undefined) return known
    open.add(name)
    let deepest = 0
    for (const edge of edges)
      if (edge.from === name && !open.has(edge.to)) deepest = Math.max(deepest, visit(edge.to) + 1)
    open.delete(name)
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
