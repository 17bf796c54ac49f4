import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { measure } from '../../lib/format'
import type { Plot } from '../../lib/series'
import styles from './Metrics.module.css'

interface ChartProps {
  plot: Plot
  unit: string
  height: number
  label: string
  // Between two measurements there is none: percentiles are joined, values are not.
  joined?: boolean
  small?: boolean
  sync?: string
  onPoint?: (index: number | null) => void
}

export function Chart({
  plot,
  unit,
  height,
  label,
  joined = false,
  small = false,
  sync,
  onPoint,
}: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(null)
  const point = useRef(onPoint)
  const latest = useRef(plot)
  const scheme = useComputedColorScheme('light')
  const names = plot.lines.map((line) => line.label).join('\n')

  useEffect(() => {
    point.current = onPoint
    latest.current = plot
    chart.current?.setData(dataOf(plot))
  }, [plot, onPoint])

  // A chart is made anew only for other lines, colours or size classes; new points are handed to the one there is.
  useEffect(() => {
    const element = box.current
    if (!element) return
    const made = new uPlot(
      optionsOf({
        lines: names.split('\n').length,
        unit,
        height,
        width: element.clientWidth,
        small,
        joined,
        sync,
        onPoint: (index) => point.current?.(index),
      }),
      dataOf(latest.current),
      element,
    )
    chart.current = made
    const watcher = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [names, unit, height, small, joined, sync, scheme])

  return <div ref={box} className={styles.chart} role="img" aria-label={label} style={{ height }} />
}

function dataOf(plot: Plot): uPlot.AlignedData {
  return [plot.times, ...plot.lines.map((line) => line.values)]
}

interface Wanted {
  lines: number
  unit: string
  height: number
  width: number
  small: boolean
  joined: boolean
  sync: string | undefined
  onPoint: (index: number | null) => void
}

function optionsOf({ lines, unit, height, width, small, joined, sync, onPoint }: Wanted): uPlot.Options {
  const css = getComputedStyle(document.documentElement)
  const colour = (name: string) => css.getPropertyValue(name).trim()
  const axis = {
    stroke: colour('--ink-3'),
    font: `11px ${css.getPropertyValue('--sans')}`,
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  }
  return {
    width,
    height,
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: false, y: false },
      ...(sync ? { sync: { key: sync } } : {}),
    },
    scales: { y: { range: (_, low, high) => rangeOf(low, high) } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: small ? 70 : 80,
        size: 24,
        values: (_, times) => times.map(clockOf),
      },
      {
        ...axis,
        size: 64,
        space: small ? 34 : 40,
        values: (_, values) => values.map((value) => measure(value, unit)),
      },
    ],
    series: [
      {},
      ...Array.from({ length: lines }, (_, index) => ({
        stroke: colour(`--r${index % 12}`),
        width: 1.5,
        points: { show: false },
        spanGaps: joined,
        ...(lines === 1 ? { fill: `${colour('--r0')}1c` } : {}),
      })),
    ],
    hooks: { setCursor: [(chart) => onPoint(chart.cursor.idx ?? null)] },
  }
}

// From zero where nothing is negative: a chart must not make a hill of a ripple.
function rangeOf(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1]
  const top = high <= 0 ? 0 : high * 1.08
  return [Math.min(0, low), top === 0 && low >= 0 ? 1 : top]
}

function clockOf(seconds: number): string {
  const time = new Date(seconds * 1000)
  const two = (value: number) => value.toString().padStart(2, '0')
  const whole = `${two(time.getHours())}:${two(time.getMinutes())}`
  return time.getSeconds() === 0 ? whole : `${whole}:${two(time.getSeconds())}`
}
