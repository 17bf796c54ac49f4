import { useEffect } from 'react'
import { IconButton } from './IconButton'
import { StateDot } from './StateDot'
import styles from './Toast.module.css'
import type { Tone } from '../lib/resources'

export interface ToastContent {
  text: string
  tone: Tone
}

// Failures stay until they are read.
export function Toast({ content, onClose }: { content: ToastContent | null; onClose: () => void }) {
  useEffect(() => {
    if (content?.tone !== 'ok') return
    const timer = setTimeout(onClose, 4000)
    return () => clearTimeout(timer)
  }, [content, onClose])
  return (
    <div className={styles.place} role="status">
      {content && (
        <div className={styles.toast} data-tone={content.tone}>
          <StateDot tone={content.tone} />
          {content.text}
          <IconButton icon="close" label="Dismiss" size={24} onClick={onClose} />
        </div>
      )}
    </div>
  )
}
