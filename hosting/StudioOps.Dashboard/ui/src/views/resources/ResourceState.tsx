import type { Resource } from '../../api/types'
import { reasonOf, stateWord, toneOf } from '../../lib/resources'
import { StateDot } from '../../ui/StateDot'
import styles from './ResourceState.module.css'

export function ResourceState({ resource, withReason }: { resource: Resource; withReason?: boolean }) {
  const tone = toneOf(resource)
  const reason = reasonOf(resource)
  return (
    <span className={styles.state} title={reason || undefined}>
      <StateDot tone={tone} />
      <span className={tone === 'bad' ? styles.bad : undefined}>{stateWord(resource)}</span>
      {withReason && reason && <span className={styles.reason}>{reason}</span>}
    </span>
  )
}
