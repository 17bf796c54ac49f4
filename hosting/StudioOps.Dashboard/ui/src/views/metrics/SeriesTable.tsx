import { colourAt } from '../../lib/colours'
import { clock, measure } from '../../lib/format'
import { summaryOf, type Line, type Plot } from '../../lib/series'
import styles from './Metrics.module.css'

interface SeriesTableProps {
  plot: Plot
  lines: Line[]
  hidden: number
  unit: string
  point: number | null
  perSecond: boolean
}

export function SeriesTable({ plot, lines, hidden, unit, point, perSecond }: SeriesTableProps) {
  const time = point === null ? undefined : plot.times[point]
  const show = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : `${measure(value, unit)}${perSecond ? '/s' : ''}`
  return (
    <table className={styles.legend}>
      <thead>
        <tr>
          <th scope="col">Series</th>
          <th scope="col">{time === undefined ? 'Last' : `At ${clock(time * 1000).slice(0, 8)}`}</th>
          <th scope="col">Mean</th>
          <th scope="col">Lowest</th>
          <th scope="col">Highest</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => {
          const { last, min, max, mean } = summaryOf(line.values)
          return (
            <tr key={line.label}>
              <th scope="row">
                <span className={styles.swatch} style={{ background: colourAt(index) }} />
                {line.label}
              </th>
              <td>{show(point === null ? last : line.values[point])}</td>
              <td>{show(mean)}</td>
              <td>{show(min)}</td>
              <td>{show(max)}</td>
            </tr>
          )
        })}
      </tbody>
      {hidden > 0 && (
        <caption className="quiet">
          The {lines.length} busiest; {hidden} more are not drawn. Filter to see them.
        </caption>
      )}
    </table>
  )
}
