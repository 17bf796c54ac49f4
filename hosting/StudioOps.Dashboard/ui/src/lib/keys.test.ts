import { expect, it } from 'vitest'
import { sequenceOf } from './keys'

it('g and a key within a second are one shortcut, later they are two', () => {
  expect(sequenceOf({ key: 'g', at: 1000 }, 't', 1900)).toBe('g t')
  expect(sequenceOf({ key: 'g', at: 1000 }, 't', 2100)).toBe('t')
  expect(sequenceOf({ key: 'x', at: 1000 }, 't', 1100)).toBe('t')
})
