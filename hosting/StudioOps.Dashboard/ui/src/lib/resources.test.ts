import { describe, expect, it } from 'vitest'
import type { Resource } from '../api/types'
import { commandName, found, reasonOf, stateWord, toneOf } from './resources'

const api: Resource = {
  name: 'api',
  type: 'project',
  state: 'healthy',
  health: [],
  endpoints: [],
  environment: [],
  references: [],
  waitsFor: [],
  commands: [],
  restarts: 0,
}
const failing: Resource = {
  ...api,
  health: [{ name: 'mail', status: 'unhealthy', description: 'Connection refused' }],
}

describe('a resource', () => {
  it('is well, busy, in trouble or at rest', () => {
    expect(toneOf(api)).toBe('ok')
    expect(toneOf({ ...api, state: 'starting' })).toBe('busy')
    expect(toneOf({ ...api, state: 'failed' })).toBe('bad')
    expect(toneOf({ ...api, state: 'stopped' })).toBe('idle')
    expect(toneOf({ ...api, state: 'exited', exitCode: 0 })).toBe('idle')
    expect(toneOf({ ...api, state: 'exited', exitCode: 3 })).toBe('bad')
  })

  it('is in trouble when a check says so, and tells which', () => {
    expect(toneOf(failing)).toBe('bad')
    expect(stateWord(failing)).toBe('Unhealthy')
    expect(reasonOf(failing)).toBe('mail: Connection refused')
    expect(reasonOf({ ...failing, reason: 'Out of memory' })).toBe('Out of memory')
  })

  it('is found by name, type, state and reason', () => {
    expect(['AP', 'project', 'unhealthy', 'refused'].every((words) => found(failing, words))).toBe(true)
    expect(found(failing, 'redis')).toBe(false)
  })

  it('names its commands', () => {
    expect(commandName(api, { name: 'stop', displayName: 'Stop', state: 'enabled' })).toBe('Stop api')
    expect(commandName(api, { name: 'seed', displayName: 'Seed it', state: 'enabled' })).toBe('Seed it (api)')
  })
})
