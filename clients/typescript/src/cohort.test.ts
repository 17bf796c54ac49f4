import { expect, test } from 'vitest'
import cohorts from '../cohorts.json'
import { cohortOf } from './cohort.js'

const vectors = cohorts as [string, string, number][]

test('everyone is in the same cohort as everywhere else', () => {
  expect(vectors.length).toBeGreaterThan(100)
  expect(vectors.map(([salt, unit]) => [salt, unit, cohortOf(salt, unit)])).toEqual(vectors)
})
