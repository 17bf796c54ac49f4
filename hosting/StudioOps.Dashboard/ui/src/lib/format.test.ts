import { describe, expect, it } from 'vitest'
import { age, instant, bytes, duration, measure, plural, unitWord } from './format'

describe('durations', () => {
  it.each([
    [0, '0'],
    [0.0421, '42.1 µs'],
    [0.9, '900 µs'],
    [12.345, '12.3 ms'],
    [999.4, '999 ms'],
    [1234, '1.23 s'],
    [61_000, '1 min 01 s'],
    [3_723_000, '1 h 02 min'],
  ])('of %d ms read as %s', (ms, text) => expect(duration(ms)).toBe(text))
})

describe('measures', () => {
  it.each([
    [0.0123, 's', '12.3 ms'],
    [1_500_000, 'By', '1.5 MB'],
    [12, '{request}', '12'],
    [0.5, '1', '0.5'],
    [3, 'Cel', '3 Cel'],
  ])('%d %s reads as %s', (value, unit, text) => expect(measure(value, unit)).toBe(text))

  it('name their unit without braces', () => {
    expect(unitWord('{request}')).toBe('request')
    expect(unitWord('By')).toBe('bytes')
    expect(unitWord('1')).toBe('')
  })
})

it('instants keep what is finer than a millisecond', () => {
  const difference = instant('2026-01-01T00:00:00.0012345Z') - instant('2026-01-01T00:00:00.001Z')
  expect(difference).toBeCloseTo(0.2345, 3)
  expect(instant('2026-01-01T00:00:00Z')).toBe(Date.parse('2026-01-01T00:00:00Z'))
})

describe('small words', () => {
  it('count and age', () => {
    const now = Date.parse('2026-01-02T00:00:00Z')
    expect(age('2026-01-01T23:59:18Z', now)).toBe('42 s')
    expect(age('2026-01-01T21:55:00Z', now)).toBe('2 h 05 min')
    expect(age('2025-12-30T22:00:00Z', now)).toBe('2 d 2 h')
    expect(plural(1, 'span')).toBe('1 span')
    expect(plural(1200, 'span')).toBe('1,200 spans')
    expect(bytes(999)).toBe('999 B')
  })
})
