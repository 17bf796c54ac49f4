import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { OpenFeature, OpenFeatureProvider } from '@openfeature/react-sdk'
import { TypedInMemoryProvider, type Provider } from '@openfeature/web-sdk'
import { afterEach, expect, test } from 'vitest'
import { useFeatureFlags } from './react.js'

const fallbacks = { calendar: false, rooms: false, greeting: '' }
let rendered = 0
let domains = 0

afterEach(async () => {
  cleanup()
  rendered = 0
  await OpenFeature.clearProviders()
})

function Shown() {
  const { flags, hasFeature, isLoading, error } = useFeatureFlags(fallbacks)
  rendered++
  return (
    <output>
      {JSON.stringify({
        calendar: hasFeature('calendar'),
        greeting: flags.greeting,
        isLoading,
        error: error?.message,
      })}
    </output>
  )
}

function show(domain: string) {
  render(
    <OpenFeatureProvider domain={domain}>
      <Shown />
      <Shown />
    </OpenFeatureProvider>,
  )
}

const seen = () => JSON.parse(screen.getAllByRole('status')[0]?.textContent ?? '{}') as unknown
const flag = (value: boolean) =>
  ({ variants: { on: true, off: false }, defaultVariant: value ? 'on' : 'off', disabled: false }) as const
const text = (value: string) => ({ variants: { it: value }, defaultVariant: 'it', disabled: false }) as const
const nextDomain = () => `domain-${String(++domains)}`

test('flags are off while they load, then as they are, and every change is shown', async () => {
  const [domain, provider] = [
    nextDomain(),
    new TypedInMemoryProvider({ calendar: flag(false), greeting: text('hello') }),
  ]
  show(domain)
  expect(seen()).toEqual({ calendar: false, greeting: '', isLoading: true })

  OpenFeature.setProvider(domain, provider)
  await waitFor(() => expect(seen()).toEqual({ calendar: false, greeting: 'hello', isLoading: false }), {
    timeout: 60_000,
  })

  await provider.putConfiguration({ calendar: flag(true), greeting: text('hello') })
  await waitFor(() => expect(seen()).toEqual({ calendar: true, greeting: 'hello', isLoading: false }), {
    timeout: 60_000,
  })
})

test('what does not change renders nothing', async () => {
  const [domain, provider] = [
    nextDomain(),
    new TypedInMemoryProvider({ calendar: flag(true), greeting: text('hello') }),
  ]
  await OpenFeature.setProviderAndWait(domain, provider)
  show(domain)
  await waitFor(() => expect(seen()).toEqual({ calendar: true, greeting: 'hello', isLoading: false }), {
    timeout: 60_000,
  })
  const before = rendered

  await provider.putConfiguration({ calendar: flag(true), greeting: text('hello') })
  expect(rendered).toBe(before)
})

test('after a failure flags are off and the error is told', async () => {
  const domain = nextDomain()
  const broken = {
    metadata: { name: 'broken' },
    runsOn: 'client',
    initialize: () => Promise.reject(new Error('The service does not answer.')),
    resolveBooleanEvaluation: () => ({ value: true }),
    resolveStringEvaluation: () => ({ value: 'wrong' }),
    resolveNumberEvaluation: () => ({ value: 1 }),
    resolveObjectEvaluation: (_: string, value: unknown) => ({ value }),
  } as unknown as Provider
  show(domain)
  OpenFeature.setProvider(domain, broken)
  await waitFor(() => expect(seen()).toMatchObject({ calendar: false, greeting: '', isLoading: false }), {
    timeout: 60_000,
  })
  expect((seen() as { error?: string }).error).toContain('does not answer')
})
