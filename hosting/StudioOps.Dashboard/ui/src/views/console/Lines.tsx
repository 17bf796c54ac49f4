import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, type WheelEvent } from 'react'
import type { ConsoleEntry } from '../../api/types'
import { Line } from './Line'
import styles from './Console.module.css'

interface LinesProps {
  entries: ConsoleEntry[]
  words: string
  named: boolean
  wrap: boolean
  following: boolean
  onLeaveEnd: () => void
  onReachEnd: () => void
}

export function Lines({ entries, words, named, wrap, following, onLeaveEnd, onReachEnd }: LinesProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 20,
    overscan: 20,
    getItemKey: (index) => entries[index]?.sequence ?? index,
  })
  const last = entries.at(-1)?.sequence
  useEffect(() => {
    if (following && entries.length > 0) virtual.scrollToIndex(entries.length - 1, { align: 'end' })
  }, [following, last, entries.length, wrap, virtual])

  const names = useMemo(
    () =>
      Math.min(
        24,
        entries.reduce((most, entry) => Math.max(most, entry.resource.length), 6),
      ),
    [entries],
  )
  const fromEnd = () => {
    const box = scroll.current
    return box ? box.scrollHeight - box.scrollTop - box.clientHeight : 0
  }
  const leave = () => {
    if (following && fromEnd() > 60) onLeaveEnd()
  }
  const wheel = (event: WheelEvent) => {
    const box = scroll.current
    if (following && event.deltaY < 0 && box && box.scrollHeight > box.clientHeight) onLeaveEnd()
    else if (!following && event.deltaY > 0 && fromEnd() < 4) onReachEnd()
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a log; scrolling it away from its end is what pauses it
    <div
      ref={scroll}
      className={styles.scroll}
      role="log"
      aria-live="off"
      aria-label="Console lines"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      data-list
      onWheel={wheel}
      onPointerUp={leave}
      onKeyUp={leave}
      onTouchMove={leave}
      style={{ ['--names' as string]: `calc(${names}ch + 15px)` }}
    >
      <div className={styles.lines} data-wrap={wrap} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index]
          return (
            entry && (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className={styles.line}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Line entry={entry} words={words} named={named} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}
