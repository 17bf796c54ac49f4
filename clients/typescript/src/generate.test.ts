import { expect, test } from 'vitest'
import { generate } from '../bin/generate.js'
import listOfTheSample from '../sample/studioops.flags.json?raw'
import flagsOfTheSample from '../sample/flags.ts?raw'

const list = {
  items: [
    { key: 'rooms', type: 'boolean', description: 'Practice rooms' },
    { key: 'a-limit', type: 'number' },
    { key: 'gone', type: 'boolean', archivedAt: '2026-01-01T00:00:00Z' },
    { key: 'theme', type: 'object' },
  ],
}

test('every flag in service becomes a typed key with a fallback', () => {
  const text = generate(JSON.stringify(list))
  expect(text).toContain('  /** Practice rooms */\n  rooms: boolean\n')
  expect(text).toContain("  'a-limit': number\n")
  expect(text).toContain("  'a-limit': 0,\n")
  expect(text).toContain('  theme: JsonObject\n')
  expect(text).not.toContain('gone')
})

test('the sample stands on what the generator makes of its list', () => {
  expect(flagsOfTheSample).toBe(generate(listOfTheSample))
})

test('an empty list is refused', () => {
  expect(() => generate('{"items":[]}')).toThrow('no flags')
})
