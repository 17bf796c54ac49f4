import type { Tone } from '../lib/resources'
import styles from './StateDot.module.css'

export function StateDot({ tone }: { tone: Tone }) {
  return <span className={styles.dot} data-tone={tone} />
}
