import { SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { seriesQuery } from '../../api/queries'
import type { Instrument } from '../../api/types'
import { unitWord } from '../../lib/format'
import { useParams, usePlace } from '../../lib/location'
import { busiest, countsOf, plotOf, type Percentile } from '../../lib/series'
import { changed } from '../../lib/urls'
import { Link } from '../../ui/Link'
import { ErrorNotice } from '../../ui/Notice'
import { ResourceName } from '../../ui/ResourceName'
import { Chart } from './Chart'
import { SeriesTable } from './SeriesTable'
import styles from './Metrics.module.css'

interface InstrumentViewProps {
  instrument: Instrument
  window: number
  everywhere: Instrument[]
}

const most = 12
const words = {
  counter: 'rate per second',
  updown: 'current value',
  gauge: 'current value',
  histogram: 'percentiles',
}

export function InstrumentView({ instrument, window, everywhere }: InstrumentViewProps) {
  const { resource, meter, name, unit, kind, dimensions } = instrument
  const [params, change] = useParams()
  const groupBy = params.get('by')
  const percentile = (params.get('p') ?? 'p90') as Percentile
  const filters = useMemo(
    () =>
      Object.fromEntries(
        dimensions.flatMap((dimension) =>
          params.get(`f.${dimension.name}`)
            ? [[dimension.name, params.get(`f.${dimension.name}`) ?? '']]
            : [],
        ),
      ),
    [dimensions, params],
  )
  const { data, error } = useQuery(seriesQuery({ resource, meter, name, window, groupBy, filters }))
  const [point, setPoint] = useState<number | null>(null)
  const plot = useMemo(() => data && plotOf(data, percentile), [data, percentile])
  const counts = useMemo(() => data && busiest(countsOf(data), most), [data])
  const drawn = useMemo(() => plot && busiest(plot.lines, most), [plot])
  if (error && !data) return <ErrorNotice error={error} />
  const compared = (plot?.lines.length ?? 0) > 0 && (data?.series.length ?? 0) > 1
  const unitName = unitWord(unit)
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={name}>
      <h2>{name}</h2>
      <p className={styles.description}>
        {instrument.description}{' '}
        <span className="quiet">
          {kind}, {words[kind]}
          {unitName && `, in ${unitName}`}
        </span>
      </p>
      <div className={styles.filters}>
        {dimensions.length > 0 && (
          <Select
            aria-label="Split by"
            placeholder="Split by …"
            clearable
            clearButtonProps={{ 'aria-label': 'Do not split' }}
            w={220}
            data={dimensions.map((dimension) => ({ value: dimension.name, label: `by ${dimension.name}` }))}
            value={groupBy}
            onChange={(by) => change({ by })}
          />
        )}
        {dimensions.map((dimension) => (
          <Select
            key={dimension.name}
            aria-label={dimension.name}
            placeholder={dimension.name}
            clearable
            searchable
            clearButtonProps={{ 'aria-label': `Any ${dimension.name}` }}
            w={190}
            data={dimension.values
              .map((value) => ({ value, label: value || '(none)' }))
              .filter(({ value }) => value)}
            value={filters[dimension.name] ?? null}
            onChange={(value) => change({ [`f.${dimension.name}`]: value })}
          />
        ))}
        {kind === 'histogram' && compared && (
          <SegmentedControl
            aria-label="Percentile"
            data={['p50', 'p90', 'p99']}
            value={percentile}
            onChange={(p) => change({ p })}
          />
        )}
      </div>
      {plot && drawn && (
        <Chart
          plot={{ times: plot.times, lines: drawn.shown }}
          unit={unit}
          height={300}
          joined={kind === 'histogram'}
          label={`${name} of ${resource}`}
          sync="instrument"
          onPoint={setPoint}
        />
      )}
      {plot && drawn && (
        <SeriesTable
          plot={plot}
          lines={drawn.shown}
          hidden={drawn.hidden}
          unit={unit}
          point={point}
          perSecond={kind === 'counter'}
        />
      )}
      {plot && counts && counts.shown.length > 0 && (
        <>
          <h3 className={styles.subtitle}>Measurements per second</h3>
          <Chart
            plot={{ times: plot.times, lines: counts.shown }}
            unit=""
            height={140}
            label={`Measurements of ${name}`}
            sync="instrument"
          />
        </>
      )}
      <Elsewhere instrument={instrument} everywhere={everywhere} />
    </div>
  )
}

function Elsewhere({ instrument, everywhere }: { instrument: Instrument; everywhere: Instrument[] }) {
  const { path, params } = usePlace()
  const others = everywhere.filter(
    ({ name, meter, resource }) =>
      name === instrument.name && meter === instrument.meter && resource !== instrument.resource,
  )
  if (others.length === 0) return null
  return (
    <>
      <h3 className={styles.subtitle}>The same elsewhere</h3>
      <div className={styles.filters}>
        {others.map(({ resource }) => (
          <Link key={resource} to={changed(path, params, { resource })}>
            <ResourceName name={resource} />
          </Link>
        ))}
      </div>
    </>
  )
}
