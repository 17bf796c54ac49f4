import { useCallback, useSyncExternalStore } from 'react'
import { useOpenFeatureClient } from '@openfeature/react-sdk'
import type { Client } from '@openfeature/web-sdk'
import { FlagStore, type Flags, type FlagState } from './store.js'

/** Everything a component may ask about flags. */
export interface FeatureFlagsResult<T> extends FlagState<T> {
  /** Whether a flag is on; false while loading and after a failure. */
  hasFeature: (key: keyof T) => boolean
}

const stores = new WeakMap<Client, WeakMap<object, unknown>>()

/** One store for a client and a list of flags, however many components ask. */
function storeOf<T extends Flags<T>>(client: Client, fallbacks: T): FlagStore<T> {
  let known = stores.get(client)
  if (!known) stores.set(client, (known = new WeakMap()))
  let store = known.get(fallbacks) as FlagStore<T> | undefined
  if (!store) known.set(fallbacks, (store = new FlagStore(client, fallbacks)))
  return store
}

/**
 * The flags of the surrounding OpenFeatureProvider, live. A component is rendered again when a flag changed, and not when the
 * route did.
 * @param fallbacks what the generator made: every flag with the value that counts while nobody can say
 */
export function useFeatureFlags<T extends Flags<T>>(fallbacks: T): FeatureFlagsResult<T> {
  const store = storeOf(useOpenFeatureClient(), fallbacks)
  const state = useSyncExternalStore(
    useCallback((listener) => store.subscribe(listener), [store]),
    () => store.state,
  )
  const hasFeature = useCallback((key: keyof T) => state.flags[key] === true, [state])
  return { ...state, hasFeature }
}
