import { useInViewport } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { seriesQuery } from '../../api/queries'
import type { Instrument } from '../../api/types'
import { colourAt } from '../../lib/colours'
import { measure } from '../../lib/format'
import { usePlace } from '../../lib/location'
import { busiest, plotOf, summaryOf, type Line } from '../../lib/series'
import { changed } from '../../lib/urls'
import { Link } from '../../ui/Link'
import { Chart } from './Chart'
import styles from './Metrics.module.css'

export function Cards({
  resource,
  instruments,
  window,
}: {
  resource: string
  instruments: Instrument[]
  window: number
}) {
  const meters = Map.groupBy(instruments, ({ meter }) => meter)
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={`Instruments of ${resource}`}>
      {[...meters].map(([meter, own]) => (
        <section key={meter}>
          <h2 className={styles.group}>{meter}</h2>
          <div className={styles.grid}>
            {own.map((instrument) => (
              <Card key={instrument.name} instrument={instrument} window={window} />
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}

function Legend({ lines }: { lines: Line[] }) {
  return (
    <span className={styles.small}>
      {lines.slice(0, 4).map((line, index) => (
        <span key={line.label}>
          <span className={styles.swatch} style={{ background: colourAt(index) }} />
          {line.label}
        </span>
      ))}
    </span>
  )
}

// Charts out of sight ask for nothing.
function Card({ instrument, window }: { instrument: Instrument; window: number }) {
  const { resource, meter, name, unit } = instrument
  const { path, params } = usePlace()
  const { ref, inViewport } = useInViewport<HTMLDivElement>()
  const { data } = useQuery({ ...seriesQuery({ resource, meter, name, window }), enabled: inViewport })
  const plot = data && plotOf(data, 'p90')
  const line = plot?.lines.find(({ label }) => label === 'p90') ?? plot?.lines[0]
  const { last } = summaryOf(line?.values ?? [])
  return (
    <div className={styles.card} ref={ref}>
      <div className={styles.cardHead}>
        <Link
          className={styles.cardName}
          to={changed(path, params, { meter, name })}
          title={instrument.description}
        >
          {name}
        </Link>
        {plot && plot.lines.length > 1 && <Legend lines={plot.lines} />}
        <span className={styles.now}>
          {last === null
            ? ''
            : `${data?.kind === 'histogram' ? 'p90 ' : ''}${measure(last, unit)}${data?.kind === 'counter' ? '/s' : ''}`}
        </span>
      </div>
      {plot && inViewport ? (
        <Chart
          plot={{ times: plot.times, lines: busiest(plot.lines, 6).shown }}
          unit={unit}
          height={120}
          small
          joined={data.kind === 'histogram'}
          label={`${name} of ${resource}`}
        />
      ) : (
        <div className={styles.waiting} style={{ height: 120 }} />
      )}
    </div>
  )
}
