import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { get, send } from './client'
import { useTopic } from './live'
import type {
  CommandAccepted,
  InstrumentList,
  LogFields,
  LogPage,
  Overview,
  Resource,
  ResourceList,
  RevealedVariable,
  SeriesAnswer,
  Trace,
} from './types'

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => get<Overview>('/api/overview', {}, signal),
  refetchInterval: 10_000,
})

export const resourcesQuery = queryOptions({
  queryKey: ['resources'],
  queryFn: ({ signal }) => get<ResourceList>('/api/resources', {}, signal),
  refetchInterval: 5000,
})

const none: Resource[] = []

export function useResources() {
  const { data, error, isPending } = useQuery(resourcesQuery)
  return { resources: data?.resources ?? none, error, isPending }
}

export function useLiveResources() {
  const client = useQueryClient()
  useTopic(
    'resources',
    useCallback(() => void client.invalidateQueries({ queryKey: resourcesQuery.queryKey }), [client]),
    500,
  )
}

export function useCommand() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ resource, command }: { resource: string; command: string }) =>
      send<CommandAccepted>(
        'POST',
        `/api/resources/${encodeURIComponent(resource)}/commands/${encodeURIComponent(command)}`,
      ),
    onSettled: () => client.invalidateQueries({ queryKey: resourcesQuery.queryKey }),
  })
}

export const reveal = (resource: string, variable: string) =>
  get<RevealedVariable>(
    `/api/resources/${encodeURIComponent(resource)}/environment/${encodeURIComponent(variable)}`,
  )

export const logFieldsQuery = queryOptions({
  queryKey: ['logFields'],
  queryFn: ({ signal }) => get<LogFields>('/api/logs/fields', {}, signal),
  refetchInterval: 15_000,
})

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => get<Trace>(`/api/traces/${encodeURIComponent(traceId)}`, {}, signal),
    retry: false,
  })

export const traceLogsQuery = (traceId: string) =>
  queryOptions({
    queryKey: ['traceLogs', traceId],
    queryFn: ({ signal }) => get<LogPage>('/api/logs', { traceId, limit: 1000 }, signal),
  })

export const instrumentsQuery = queryOptions({
  queryKey: ['instruments'],
  queryFn: ({ signal }) => get<InstrumentList>('/api/metrics', {}, signal),
  refetchInterval: 10_000,
})

export interface SeriesWanted {
  resource: string
  meter: string
  name: string
  window: number
  groupBy?: string | null
  filters?: Record<string, string>
}

export const seriesQuery = (wanted: SeriesWanted) =>
  queryOptions({
    queryKey: ['series', wanted],
    queryFn: ({ signal }) => {
      const { filters = {}, ...rest } = wanted
      const chosen = Object.fromEntries(
        Object.entries(filters).map(([name, value]) => [`filter.${name}`, value]),
      )
      return get<SeriesAnswer>('/api/metrics/series', { ...rest, ...chosen }, signal)
    },
    placeholderData: (before) => before,
  })
