import { describe, expect, it } from 'vitest'
import type { SeriesAnswer } from '../api/types'
import { busiest, countsOf, plotOf, summaryOf } from './series'

const times = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z']
const labelled = (route: string): Record<string, string> => (route ? { route } : {})
const histogram = (...routes: string[]): SeriesAnswer => ({
  kind: 'histogram',
  unit: 's',
  step: 5,
  times,
  series: routes.map((route, i) => ({
    labels: labelled(route),
    p50: [i, 1],
    p90: [i, 2],
    p99: [i, null],
    count: [i, 9],
  })),
})

describe('plots', () => {
  it('draw one histogram as its three percentiles', () => {
    const plot = plotOf(histogram(''), 'p90')
    expect(plot.times).toEqual([1767225600, 1767225605])
    expect(plot.lines).toEqual([
      { label: 'p50', values: [0, 1] },
      { label: 'p90', values: [0, 2] },
      { label: 'p99', values: [0, null] },
    ])
  })

  it('compare several histograms by the percentile asked for', () => {
    expect(plotOf(histogram('/a', '/b'), 'p90').lines).toEqual([
      { label: '/a', values: [0, 2] },
      { label: '/b', values: [1, 2] },
    ])
    expect(countsOf(histogram('/a', '/b')).map((line) => line.values[1])).toEqual([9, 9])
  })

  it('draw counters by their labels', () => {
    const answer: SeriesAnswer = {
      kind: 'counter',
      unit: '',
      step: 5,
      times,
      series: [
        { labels: { a: 'x', b: '' }, values: [1, 2] },
        { labels: {}, values: [3, 4] },
      ],
    }
    expect(plotOf(answer, 'p50').lines.map((line) => line.label)).toEqual(['x · (none)', 'all'])
    expect(countsOf(answer)).toEqual([])
  })
})

describe('summaries', () => {
  it('leave out what was not measured', () => {
    expect(summaryOf([null, 1, 3, null])).toEqual({ last: 3, min: 1, max: 3, mean: 2 })
    expect(summaryOf([null])).toEqual({ last: null, min: null, max: null, mean: null })
  })

  it('keep the busiest lines in their order and say how many are left out', () => {
    const lines = [1, 9, 5].map((peak) => ({ label: `${peak}`, values: [0, peak] }))
    expect(busiest(lines, 2)).toEqual({ shown: [lines[1], lines[2]], hidden: 1 })
    expect(busiest(lines, 3).hidden).toBe(0)
  })
})
