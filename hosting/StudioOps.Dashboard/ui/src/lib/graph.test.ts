import { describe, expect, it } from 'vitest'
import { graphOf, neighbours } from './graph'

const node = (name: string, references: string[] = [], waitsFor: string[] = []) => ({
  name,
  references,
  waitsFor,
})

describe('the graph', () => {
  const graph = graphOf([
    node('db'),
    node('api', ['db'], ['db']),
    node('web', ['api'], ['db']),
    node('alone'),
  ])

  it('puts whoever needs another left of it', () => {
    const column = (name: string) => graph.columns.findIndex((names) => names.includes(name))
    for (const edge of graph.edges) expect(column(edge.from)).toBeLessThan(column(edge.to))
  })

  it('shows each resource once and each pair with one edge that says both', () => {
    expect(graph.columns.flat().sort()).toEqual(['alone', 'api', 'db', 'web'])
    expect(graph.edges).toContainEqual({
      from: 'api',
      to: 'db',
      references: true,
      waits: true,
      implied: false,
    })
    expect(graph.edges).toContainEqual({
      from: 'web',
      to: 'db',
      references: false,
      waits: true,
      implied: true,
    })
    expect(graph.edges).toHaveLength(3)
  })

  it('survives circles, itself and strangers', () => {
    const odd = graphOf([node('a', ['b', 'a', 'stranger']), node('b', ['a'])])
    expect(odd.columns.flat().sort()).toEqual(['a', 'b'])
    expect(odd.edges.map((edge) => `${edge.from}>${edge.to}`)).toEqual(['a>b', 'b>a'])
  })

  it('lets waits decide where references go in a circle', () => {
    const circle = graphOf([node('service', ['gateway']), node('gateway', ['service'], ['service'])])
    expect(circle.columns).toEqual([['gateway'], ['service']])
    expect(circle.edges).toHaveLength(2)
  })

  it('knows who is near', () => {
    expect([...neighbours(graph.edges, 'api')].sort()).toEqual(['api', 'db', 'web'])
  })
})
