import { expect, it } from 'vitest'
import { levelOf } from './levels'

it.each([
  [0, 'trace'],
  [1, 'trace'],
  [4, 'trace'],
  [5, 'debug'],
  [9, 'information'],
  [12, 'information'],
  [13, 'warning'],
  [17, 'error'],
  [21, 'critical'],
  [24, 'critical'],
  [99, 'critical'],
])('severity %d is %s', (number, level) => expect(levelOf(number)).toBe(level))
