import type { ConsoleEntry } from '../api/types'
import { plain } from './ansi'

export const mostLines = 20_000

// In order, each line once, the newest `most`: history and live lines overlap, and reconnecting repeats some.
export function joined(
  before: readonly ConsoleEntry[],
  more: readonly ConsoleEntry[],
  most = mostLines,
): ConsoleEntry[] {
  const last = before.at(-1)?.sequence ?? -Infinity
  const first = before[0]?.sequence ?? Infinity
  const older = more.filter((entry) => entry.sequence < first)
  const newer = more.filter((entry) => entry.sequence > last && entry.sequence >= first)
  const all = before.length === 0 ? [...more] : [...older, ...before, ...newer]
  return all.length > most ? all.slice(-most) : all
}

const texts = new WeakMap<ConsoleEntry, string>()

export function textOf(entry: ConsoleEntry): string {
  const known = texts.get(entry)
  if (known !== undefined) return known
  const text = plain(entry.text).toLowerCase()
  texts.set(entry, text)
  return text
}

// Splits out what can be opened; a full stop or bracket at the end of a sentence is not part of the address.
export function withLinks(text: string): { text: string; href?: string }[] {
  const parts: { text: string; href?: string }[] = []
  let from = 0
  for (const match of text.matchAll(/https?:\/\/[^\s"'<>]+[^\s"'<>.,;:!?)\]}]/g)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index) })
    parts.push({ text: match[0], href: match[0] })
    from = match.index + match[0].length
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from) })
  return parts
}
