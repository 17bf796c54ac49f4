import { memo } from 'react'
import type { ConsoleEntry } from '../../api/types'
import { marked, parseAnsi, type AnsiStyle, type Segment } from '../../lib/ansi'
import { colourOf } from '../../lib/colours'
import { clock } from '../../lib/format'
import { withLinks } from '../../lib/lines'
import styles from './Console.module.css'

interface LineProps {
  entry: ConsoleEntry
  words: string
  named: boolean
}

export const Line = memo(function Line({ entry, words, named }: LineProps) {
  return (
    <>
      <span className={styles.time}>{clock(entry.at)}</span>
      {named && (
        <span className={styles.from}>
          <span className={styles.swatch} style={{ background: colourOf(entry.resource) }} />
          {entry.resource}
        </span>
      )}
      <span className={styles.text} data-stream={entry.stream}>
        {marked(parseAnsi(entry.text), words).map((segment, index) => (
          <Piece key={index} segment={segment} />
        ))}
      </span>
    </>
  )
})

function Piece({ segment }: { segment: Segment }) {
  const parts = withLinks(segment.text).map((part, index) =>
    part.href ? (
      <a key={index} href={part.href} target="_blank" rel="noreferrer" tabIndex={-1}>
        {part.text}
      </a>
    ) : (
      part.text
    ),
  )
  return segment.match ? (
    <mark style={cssOf(segment.style)}>{parts}</mark>
  ) : (
    <span style={cssOf(segment.style)}>{parts}</span>
  )
}

// Colours an author chose for some terminal are drawn towards the ink, so that both schemes can read them.
function cssOf(style: AnsiStyle) {
  const { color, background } = style
  return {
    color:
      typeof color === 'number'
        ? `var(--a${color % 8})`
        : color && `color-mix(in oklab, ${color} 45%, var(--ink))`,
    backgroundColor:
      background === undefined || background === 0
        ? undefined
        : `color-mix(in oklab, ${typeof background === 'number' ? `var(--a${background % 8})` : background} 16%, transparent)`,
    fontWeight: style.bold ? 600 : undefined,
    fontStyle: style.italic ? 'italic' : undefined,
    textDecoration: style.underline ? 'underline' : style.strike ? 'line-through' : undefined,
  }
}
