import { useEffect, useRef } from 'react'
import { stored, store } from './settings'

export const shortcuts = [
  { keys: ['g', 'r'], does: 'Resources' },
  { keys: ['g', 'c'], does: 'Console' },
  { keys: ['g', 'l'], does: 'Structured logs' },
  { keys: ['g', 't'], does: 'Traces' },
  { keys: ['g', 'm'], does: 'Metrics' },
  { keys: ['/'], does: 'Search in this view' },
  { keys: ['j', 'k'], does: 'Next and previous row (arrow keys too)' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['←', '→'], does: 'In a trace: close and open a span, or go to its parent and first child' },
  { keys: ['z', 'x'], does: 'In a trace: show the span closely, and all again' },
  { keys: ['e'], does: 'In a trace: to the next span that failed' },
  { keys: ['p'], does: 'Pause and go on' },
  { keys: ['Esc'], does: 'Close the details, then leave the trace' },
  { keys: ['?'], does: 'These keys' },
] as const

export const singleKeys = {
  on: () => stored('singleKeys') !== 'off',
  set: (on: boolean) => store('singleKeys', on ? 'on' : 'off'),
}

// A key alone, or g and a key within a second. Typing in a field is never a shortcut.
export function sequenceOf(before: { key: string; at: number }, key: string, at: number): string {
  return before.key === 'g' && at - before.at < 1000 ? `g ${key}` : key
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

export function useKeys(bindings: Record<string, () => void>) {
  const current = useRef(bindings)
  useEffect(() => {
    current.current = bindings
  })
  useEffect(() => {
    let before = { key: '', at: 0 }
    const press = (event: KeyboardEvent) => {
      const dialog = document.querySelector('[role="dialog"]')
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || dialog) return
      if (isTyping(event.target)) return
      if (event.key !== 'Escape' && !singleKeys.on()) return
      const sequence = sequenceOf(before, event.key, event.timeStamp)
      before = { key: sequence.length > 1 ? '' : event.key, at: event.timeStamp }
      const act = current.current[sequence]
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
