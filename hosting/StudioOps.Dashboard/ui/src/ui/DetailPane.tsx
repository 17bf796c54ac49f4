import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { stored, store } from '../lib/settings'
import { IconButton } from './IconButton'
import styles from './DetailPane.module.css'

interface DetailPaneProps {
  label: string
  title: ReactNode
  actions?: ReactNode
  onClose: () => void
  children: ReactNode
}

const narrowest = 280
const widest = 1200
const within = (width: number) => Math.min(widest, Math.max(narrowest, width))

export function DetailPane({ label, title, actions, onClose, children }: DetailPaneProps) {
  const [width, setWidth] = useState(() => within(Number(stored('detailWidth') ?? 460)))
  const start = useRef<{ x: number; width: number } | null>(null)
  const resize = (next: number) => {
    setWidth(within(next))
    store('detailWidth', String(within(next)))
  }
  const drag = (event: PointerEvent) => {
    if (start.current) resize(start.current.width + start.current.x - event.clientX)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') resize(width + 24)
    else if (event.key === 'ArrowRight') resize(width - 24)
    else return
    event.preventDefault()
  }
  return (
    <aside className={styles.pane} style={{ width }} aria-label={label}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a window splitter takes focus and arrow keys by its pattern */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the details"
        aria-valuenow={Math.round(width)}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
        tabIndex={0}
        className={styles.edge}
        onKeyDown={keys}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          start.current = { x: event.clientX, width }
        }}
        onPointerMove={drag}
        onPointerUp={() => (start.current = null)}
      />
      <div className={styles.head}>
        <div className={styles.title}>{title}</div>
        {actions}
        <IconButton icon="close" label="Close details (Esc)" onClick={onClose} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className={styles.body} tabIndex={0} role="region" aria-label={label}>
        {children}
      </div>
    </aside>
  )
}
