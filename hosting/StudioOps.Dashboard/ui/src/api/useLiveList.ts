import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { laidOver, type Page } from '../lib/merge'
import { get, type QueryParams } from './client'
import { useTopic } from './live'

const most = 5000

interface Wanted<T> {
  topic: 'logs' | 'traces'
  params: QueryParams
  idOf: (item: T) => string
  // While held (paused, or scrolled away from the top) nothing moves; what came in is only counted.
  held: boolean
}

type Held = { key: string; waiting: number } | null

export function useLiveList<T>({ topic, params: wanted, idOf, held }: Wanted<T>) {
  const client = useQueryClient()
  const key = JSON.stringify(wanted)
  const params = useMemo(() => JSON.parse(key) as QueryParams, [key])
  const queryKey = useMemo(() => [topic, key], [topic, key])
  const [behind, setBehind] = useState<Held>(null)
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      get<Page<T>>(`/api/${topic}`, { ...params, before: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchOnMount: false,
  })

  const put = useCallback(
    (pages: Page<T>[]) =>
      client.setQueryData<InfiniteData<Page<T>, string>>(queryKey, (old) => ({
        pages,
        pageParams: [...(old?.pageParams ?? ['']), ...pages.map((page) => page.next ?? '')].slice(
          0,
          pages.length,
        ),
      })),
    [client, queryKey],
  )

  const shown = useCallback(
    () => client.getQueryData<InfiniteData<Page<T>, string>>(queryKey)?.pages ?? [],
    [client, queryKey],
  )
  const newest = useCallback(async () => {
    if (shown().length === 0) return null
    const fresh = await get<Page<T>>(`/api/${topic}`, params).catch(() => null)
    return fresh && { fresh, next: laidOver(shown(), fresh, idOf) }
  }, [shown, topic, params, idOf])
  const merge = useCallback(async () => {
    const answer = await newest()
    if (answer) put(answer.next && sizeOf(answer.next) <= most ? answer.next : [answer.fresh])
  }, [newest, put])
  const look = useCallback(async () => {
    const answer = await newest()
    if (!answer) return
    const { fresh, next } = answer
    setBehind({ key, waiting: next ? sizeOf(next) - sizeOf(shown()) : fresh.items.length })
  }, [newest, shown, key])

  useTopic(
    topic,
    useCallback(() => void (held ? look() : merge()), [held, look, merge]),
  )
  useEffect(() => {
    if (!held) void merge()
  }, [held, merge])

  const waiting = held && behind?.key === key ? behind.waiting : 0
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return {
    items,
    total: query.data?.pages[0]?.total ?? 0,
    waiting,
    more,
    error: query.error,
    isPending: query.isPending,
  }
}

function sizeOf<T>(pages: readonly Page<T>[]): number {
  return pages.reduce((sum, page) => sum + page.items.length, 0)
}
