import { useEffect, useSyncExternalStore } from 'react'
import type { StreamEvent, Topic } from './types'

export type Connection = 'connecting' | 'live' | 'lost'

// One stream a tab (a browser grants six connections a host), none while the tab is hidden.
const always: readonly Topic[] = ['resources', 'logs', 'traces', 'metrics']
const subscribers = new Map<Topic, Set<(event: StreamEvent) => void>>()
const watchers = new Set<() => void>()
const reopened = new Set<() => void>()
let connection: Connection = 'connecting'
let source: EventSource | null = null
let opened = ''
let retry: ReturnType<typeof setTimeout> | undefined
// Something may have happened that nobody told.
let missed = false

function topicsWanted(): string {
  const extra = [...subscribers].filter(([, set]) => set.size > 0).map(([topic]) => topic)
  return [...new Set([...always, ...extra])].sort().join(',')
}

function report(next: Connection) {
  if (next === connection) return
  connection = next
  watchers.forEach((tell) => tell())
}

function close() {
  clearTimeout(retry)
  source?.close()
  source = null
  opened = ''
}

function open() {
  const topics = topicsWanted()
  if (document.hidden || topics === opened) return
  close()
  opened = topics
  const next = new EventSource(`/api/stream?topics=${topics}`)
  source = next
  next.onopen = () => {
    report('live')
    if (missed) reopened.forEach((tell) => tell())
    missed = false
  }
  next.onmessage = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as StreamEvent
    subscribers.get(event.topic)?.forEach((tell) => tell(event))
  }
  next.onerror = () => {
    report('lost')
    missed = true
    close()
    retry = setTimeout(open, 2000)
  }
}

export function startLive() {
  document.addEventListener('visibilitychange', () => {
    missed ||= document.hidden
    if (document.hidden) close()
    else open()
  })
  open()
}

export function subscribe(topic: Topic, tell: (event: StreamEvent) => void): () => void {
  const set = subscribers.get(topic) ?? new Set()
  subscribers.set(topic, set)
  set.add(tell)
  queueMicrotask(open)
  return () => void set.delete(tell)
}

// Whatever was missed while away is asked for again.
export function whenReopened(tell: () => void): () => void {
  reopened.add(tell)
  return () => void reopened.delete(tell)
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
    () => connection,
  )
}

// At most once per interval, and once more after the last: a busy system must not keep a quiet page busy.
export function useTopic(topic: Topic, tell: () => void, interval = 1000) {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = 0
    const due = () => {
      timer = undefined
      last = Date.now()
      tell()
    }
    const stop = subscribe(
      topic,
      () => (timer ??= setTimeout(due, Math.max(0, last + interval - Date.now()))),
    )
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [topic, tell, interval])
}
