import { useEffect, useState } from 'react'
import { get } from '../../api/client'
import { subscribe, whenReopened } from '../../api/live'
import type { ConsoleEntry, ConsolePage } from '../../api/types'
import { joined } from '../../lib/lines'

interface State {
  resource: string | null
  lines: ConsoleEntry[]
  error: Error | null
  loaded: boolean
}

const empty: ConsoleEntry[] = []
const page = 1000

export function useConsole(resource: string | null) {
  const [state, setState] = useState<State>({ resource, lines: empty, error: null, loaded: false })
  useEffect(() => {
    let lines = empty
    let timer: ReturnType<typeof setTimeout> | undefined
    let left = false
    const show = (error: Error | null = null) => {
      timer = undefined
      if (!left) setState({ resource, lines, error, loaded: true })
    }
    const add = (entries: ConsoleEntry[]) => {
      lines = joined(lines, resource ? entries.filter((entry) => entry.resource === resource) : entries)
      timer ??= setTimeout(show, 80)
    }
    const fetchFrom = async (after?: number) => {
      const { entries } = await get<ConsolePage>('/api/console', { resource, after, limit: page })
      add(entries)
      const last = entries.at(-1)
      if (after !== undefined && last && entries.length === page) await fetchFrom(last.sequence)
    }
    const fetchNow = () =>
      void fetchFrom(lines.at(-1)?.sequence).catch((error: unknown) => show(error as Error))
    fetchNow()
    const stop = subscribe('console', (event) => {
      if (event.topic === 'console') add(event.entries)
    })
    const forget = whenReopened(fetchNow)
    return () => {
      left = true
      stop()
      forget()
      clearTimeout(timer)
    }
  }, [resource])
  return state.resource === resource ? state : { lines: empty, error: null, loaded: false }
}
