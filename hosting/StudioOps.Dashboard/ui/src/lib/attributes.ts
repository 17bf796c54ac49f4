import type { Attributes, AttributeValue } from '../api/types'

export function textOf(value: AttributeValue | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

// By name, as people look for them; what the words are not found in is left out.
export function sortedAttributes(attributes: Attributes, words = ''): [string, string][] {
  const wanted = words.trim().toLowerCase()
  return Object.entries(attributes)
    .map(([name, value]): [string, string] => [name, textOf(value)])
    .filter(
      ([name, text]) => !wanted || name.toLowerCase().includes(wanted) || text.toLowerCase().includes(wanted),
    )
    .sort(([a], [b]) => a.localeCompare(b))
}
