import type { Problem } from './types'

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}`)
  }
}

export type QueryParams = Record<string, string | number | null | undefined>

let onSignedOut: () => void = () => undefined
export function whenSignedOut(tell: () => void) {
  onSignedOut = tell
}

export function apiUrl(path: string, params: QueryParams = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params))
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  return query.size > 0 ? `${path}?${query.toString()}` : path
}

export function get<T>(path: string, params: QueryParams = {}, signal?: AbortSignal): Promise<T> {
  return send<T>('GET', apiUrl(path, params), signal)
}

export async function send<T>(method: string, url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { method, signal, headers: { accept: 'application/json' } })
  if (response.status === 401) onSignedOut()
  const body = (await response.json().catch(() => null)) as unknown
  if (!response.ok) throw new ApiError(response.status, body ?? {})
  return body as T
}
