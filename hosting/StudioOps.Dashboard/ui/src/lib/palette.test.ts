import { describe, expect, it } from 'vitest'
import type { Resource } from '../api/types'
import { actionsOf, matchesOf } from './palette'

const api: Resource = {
  name: 'api',
  type: 'project',
  state: 'healthy',
  health: [],
  endpoints: [],
  environment: [],
  references: [],
  waitsFor: [],
  restarts: 0,
  commands: [
    { name: 'stop', displayName: 'Stop', state: 'enabled' },
    { name: 'start', displayName: 'Start', state: 'disabled' },
  ],
}

describe('the palette', () => {
  const actions = actionsOf([api])
  it('finds by every word, in any order, the best beginning first', () => {
    expect(matchesOf(actions, 'logs api').map((action) => action.href)).toEqual(['/logs?resource=api'])
    expect(matchesOf(actions, 'api')[0]?.href).toBe('/resources?resource=api')
  })

  it('offers only commands that can be given now', () => {
    expect(actions.filter((action) => action.command).map((action) => action.name)).toEqual(['Stop api'])
  })

  it('opens a trace by its id', () => {
    const id = 'a'.repeat(32)
    expect(matchesOf(actions, ` ${id.toUpperCase()} `).map((action) => action.href)).toEqual([
      `/traces/${id}`,
    ])
  })
})
