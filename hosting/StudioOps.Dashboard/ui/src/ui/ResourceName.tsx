import { colourOf } from '../lib/colours'
import styles from './ResourceName.module.css'

export function ResourceName({ name, detail }: { name: string; detail?: string }) {
  return (
    <span className={styles.name} title={name}>
      <span className={styles.swatch} style={{ background: colourOf(name) }} />
      <span className={styles.text}>{name}</span>
      {detail && <span className="quiet">{detail}</span>}
    </span>
  )
}
