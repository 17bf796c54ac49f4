import type { SeriesAnswer } from '../api/types'

export type Percentile = 'p50' | 'p90' | 'p99'

export interface Line {
  label: string
  values: (number | null)[]
}

export interface Plot {
  // Seconds since 1970, as charts want them.
  times: number[]
  lines: Line[]
}

const percentiles: readonly Percentile[] = ['p50', 'p90', 'p99']

// One histogram is three lines; several, compared by a dimension, are one percentile each.
export function plotOf(answer: SeriesAnswer, percentile: Percentile): Plot {
  const times = answer.times.map((time) => Date.parse(time) / 1000)
  if (answer.kind !== 'histogram')
    return {
      times,
      lines: answer.series.map((series) => ({ label: labelOf(series.labels), values: series.values })),
    }
  const [only, ...others] = answer.series
  if (only && others.length === 0)
    return { times, lines: percentiles.map((name) => ({ label: name, values: only[name] })) }
  return {
    times,
    lines: answer.series.map((series) => ({ label: labelOf(series.labels), values: series[percentile] })),
  }
}

export function countsOf(answer: SeriesAnswer): Line[] {
  if (answer.kind !== 'histogram') return []
  return answer.series.map((series) => ({ label: labelOf(series.labels), values: series.count }))
}

export function labelOf(labels: Record<string, string>): string {
  return (
    Object.values(labels)
      .map((value) => value || '(none)')
      .join(' · ') || 'all'
  )
}

export interface Summary {
  last: number | null
  min: number | null
  max: number | null
  mean: number | null
}

export function summaryOf(values: readonly (number | null)[]): Summary {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
  if (known.length === 0) return { last: null, min: null, max: null, mean: null }
  return {
    last: known.at(-1) ?? null,
    min: known.reduce((a, b) => Math.min(a, b)),
    max: known.reduce((a, b) => Math.max(a, b)),
    mean: known.reduce((a, b) => a + b, 0) / known.length,
  }
}

// The busiest lines stay apart, the rest is left out and said so: nobody reads forty colours.
export function busiest(lines: readonly Line[], most: number): { shown: Line[]; hidden: number } {
  if (lines.length <= most) return { shown: [...lines], hidden: 0 }
  const peak = new Map(lines.map((line) => [line, summaryOf(line.values).max ?? -Infinity]))
  const top = new Set([...lines].sort((a, b) => (peak.get(b) ?? 0) - (peak.get(a) ?? 0)).slice(0, most))
  return { shown: lines.filter((line) => top.has(line)), hidden: lines.length - most }
}
