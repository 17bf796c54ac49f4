import { expect, it } from 'vitest'
import { slotOf } from './colours'

it('a name keeps its colour, and none is given twice before all are given once', () => {
  const names = Array.from({ length: 24 }, (_, i) => `resource-${i}`)
  const first = names.map(slotOf)
  expect(new Set(first.slice(0, 12)).size).toBe(12)
  expect(new Set(first.slice(12)).size).toBe(12)
  expect(names.map(slotOf)).toEqual(first)
})
