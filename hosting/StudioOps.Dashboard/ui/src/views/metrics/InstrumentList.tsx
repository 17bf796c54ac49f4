import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Instrument } from '../../api/types'
import { useParams, usePlace } from '../../lib/location'
import { changed } from '../../lib/urls'
import { Breakable } from '../../ui/Breakable'
import { Icon } from '../../ui/icons'
import { Link } from '../../ui/Link'
import { ResourceFilter } from '../../ui/ResourceFilter'
import styles from './Metrics.module.css'

interface InstrumentListProps {
  names: string[]
  resource: string
  instruments: Instrument[]
  chosen: Instrument | undefined
}

export function InstrumentList({ names, resource, instruments, chosen }: InstrumentListProps) {
  const { path, params } = usePlace()
  const [, change] = useParams()
  const [words, setWords] = useState('')
  const wanted = words.trim().toLowerCase()
  const shown = instruments.filter(({ name, meter, description }) =>
    [name, meter, description].some((text) => text.toLowerCase().includes(wanted)),
  )
  const meters = Map.groupBy(shown, ({ meter }) => meter)
  return (
    <div className={styles.list}>
      <div className={styles.listHead}>
        <ResourceFilter
          names={names}
          value={resource}
          onChange={(name) => change({ resource: name, by: null })}
          clearable={false}
          width="100%"
        />
        <TextInput
          data-search
          placeholder="Search instruments"
          aria-label="Search instruments"
          leftSection={<Icon name="search" size={14} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </div>
      <nav className={styles.instruments} aria-label="Instruments">
        <Link
          className={styles.instrument}
          to={changed(path, params, { meter: null, name: null, by: null })}
          aria-current={!chosen}
        >
          All instruments
        </Link>
        {[...meters].map(([meter, own]) => (
          <div key={meter}>
            <span className={styles.meter}>{meter}</span>
            {own.map((instrument) => (
              <Link
                key={instrument.name}
                className={styles.instrument}
                to={changed(path, params, { meter, name: instrument.name, by: null })}
                aria-current={instrument === chosen}
                title={instrument.description}
              >
                <Breakable text={instrument.name} />
              </Link>
            ))}
          </div>
        ))}
        {shown.length === 0 && <p className="quiet">Nothing matches “{words}”.</p>}
      </nav>
    </div>
  )
}
