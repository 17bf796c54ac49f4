import { ProviderEvents, ProviderStatus, type Client, type JsonValue } from '@openfeature/web-sdk'

/** Flags by key, each with the value that counts while nobody can say. */
export type Flags<T> = { readonly [K in keyof T]: JsonValue }

/** What is known of all flags at one moment. The same object until something changes. */
export interface FlagState<T> {
  readonly flags: T
  /** Nothing was heard yet: the flags are the fallbacks. */
  readonly isLoading: boolean
  /** Why the flags are the fallbacks, when it is a failure. */
  readonly error: Error | undefined
}

const events = [
  ProviderEvents.Ready,
  ProviderEvents.Error,
  ProviderEvents.Stale,
  ProviderEvents.ConfigurationChanged,
  ProviderEvents.ContextChanged,
] as const

/** One look at all flags for everybody on the page, on top of a stock OpenFeature client. */
export class FlagStore<T extends Flags<T>> {
  readonly #client: Client
  readonly #fallbacks: T
  readonly #listeners = new Set<() => void>()
  #state: FlagState<T>

  constructor(client: Client, fallbacks: T) {
    this.#client = client
    this.#fallbacks = fallbacks
    this.#state = this.#look(undefined)
  }

  /** The state now. */
  get state(): FlagState<T> {
    return this.#state
  }

  /** Calls back after a change; the answer ends it. The client is listened to while somebody listens here. */
  subscribe(listener: () => void): () => void {
    if (this.#listeners.size === 0) {
      for (const event of events) this.#client.addHandler(event, this.#update)
      this.#update()
    }
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) {
        for (const event of events) this.#client.removeHandler(event, this.#update)
      }
    }
  }

  readonly #update = (details?: { message?: string }): void => {
    this.#take(details?.message)
    // Of a provider that needs no start the client says "ready" a moment before it asks that provider.
    queueMicrotask(() => this.#take(details?.message))
  }

  #take(message: string | undefined): void {
    const next = this.#look(message)
    if (same(this.#state, next)) return
    this.#state = next
    for (const listener of [...this.#listeners]) listener()
  }

  #look(message: string | undefined): FlagState<T> {
    const status = this.#client.providerStatus
    const failed = status === ProviderStatus.ERROR || status === ProviderStatus.FATAL
    const isLoading = status === ProviderStatus.NOT_READY
    const flags = failed || isLoading ? this.#fallbacks : this.#values()
    return {
      flags,
      isLoading,
      error: failed ? new Error(message ?? 'The flags are not available.') : undefined,
    }
  }

  #values(): T {
    const values: Record<string, JsonValue> = {}
    for (const [key, fallback] of Object.entries<JsonValue>(this.#fallbacks))
      values[key] = this.#value(key, fallback)
    return values as T
  }

  #value(key: string, fallback: JsonValue): JsonValue {
    if (typeof fallback === 'boolean') return this.#client.getBooleanValue(key, fallback)
    if (typeof fallback === 'number') return this.#client.getNumberValue(key, fallback)
    if (typeof fallback === 'string') return this.#client.getStringValue(key, fallback)
    return this.#client.getObjectValue(key, fallback)
  }
}

function same<T extends object>(before: FlagState<T>, now: FlagState<T>): boolean {
  return (
    before.isLoading === now.isLoading &&
    before.error?.message === now.error?.message &&
    JSON.stringify(before.flags) === JSON.stringify(now.flags)
  )
}
