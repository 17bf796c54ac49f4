import { levelOf, levelTone } from '../../lib/levels'
import styles from './LevelMark.module.css'

export function LevelMark({ number }: { number: number }) {
  const level = levelOf(number)
  return (
    <span className={styles.level} data-tone={levelTone(level)}>
      {level}
    </span>
  )
}
