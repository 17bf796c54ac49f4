import { describe, expect, it } from 'vitest'
import type { ConsoleEntry } from '../api/types'
import { joined, textOf, withLinks } from './lines'

const lines = (...sequences: number[]): ConsoleEntry[] =>
  sequences.map((sequence) => ({
    sequence,
    resource: 'api',
    at: '',
    stream: 'out',
    text: `\u001b[31mLine\u001b[0m ${sequence}`,
  }))
const sequences = (entries: ConsoleEntry[]) => entries.map((entry) => entry.sequence)

describe('console lines', () => {
  it('join history and live lines in order, each once', () => {
    expect(sequences(joined(lines(5, 6), lines(3, 4, 5, 6, 7)))).toEqual([3, 4, 5, 6, 7])
    expect(sequences(joined([], lines(1, 2)))).toEqual([1, 2])
  })

  it('keep the newest', () => {
    expect(sequences(joined(lines(1, 2, 3), lines(4), 2))).toEqual([3, 4])
  })

  it('are searched without their colours', () => {
    expect(textOf(lines(9)[0] as ConsoleEntry)).toBe('line 9')
  })

  it('offer addresses without the full stop behind them', () => {
    expect(withLinks('see http://localhost:8080/a?b=1. Then')).toEqual([
      { text: 'see ' },
      { text: 'http://localhost:8080/a?b=1', href: 'http://localhost:8080/a?b=1' },
      { text: '. Then' },
    ])
    expect(withLinks('nothing')).toEqual([{ text: 'nothing' }])
  })
})
