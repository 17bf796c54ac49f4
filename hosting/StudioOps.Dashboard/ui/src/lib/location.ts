import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { changed, placeOf, type Params, type Place } from './urls'

const listeners = new Set<() => void>()
const tell = () => listeners.forEach((listener) => listener())

function subscribe(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

const current = () => window.location.pathname + window.location.search

export function navigate(href: string, replace = false) {
  if (href === current()) return
  window.history[replace ? 'replaceState' : 'pushState'](null, '', href)
  tell()
}

export function usePlace(): Place {
  const href = useSyncExternalStore(subscribe, current)
  return useMemo(() => placeOf(href), [href])
}

// The query string is the state of a view: filters replace the entry, what opens and closes makes a new one.
export function useParams(): [URLSearchParams, (changes: Params, push?: boolean) => void] {
  const { params } = usePlace()
  const change = useCallback((changes: Params, push = false) => {
    const { path, params } = placeOf(current())
    navigate(changed(path, params, changes), !push)
  }, [])
  return [params, change]
}

// The list a trace was opened from, with its filters: leaving the trace leads back to it.
let traces = '/traces'
export const tracesBefore = () => traces
export function rememberTraces() {
  traces = current()
}
