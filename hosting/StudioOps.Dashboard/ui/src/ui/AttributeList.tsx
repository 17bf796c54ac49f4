import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Attributes } from '../api/types'
import { sortedAttributes } from '../lib/attributes'
import { Breakable } from './Breakable'
import { Copy } from './Copy'
import { Fact, Facts, Section } from './Section'

export function AttributeList({ title, attributes }: { title: string; attributes: Attributes }) {
  const [words, setWords] = useState('')
  const all = Object.keys(attributes).length
  if (all === 0) return null
  const shown = sortedAttributes(attributes, words)
  const tools = (
    <>
      {all > 6 && (
        <TextInput
          placeholder="Filter"
          aria-label={`Filter ${title.toLowerCase()}`}
          value={words}
          w={120}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <Copy text={JSON.stringify(attributes, null, 2)} label={`Copy ${title.toLowerCase()} as JSON`} />
    </>
  )
  return (
    <Section title={title} tools={tools}>
      <Facts>
        {shown.map(([name, text]) => (
          <Fact key={name} name={<Breakable text={name} />}>
            <span className="mono">{text || <span className="quiet">(empty)</span>}</span>
          </Fact>
        ))}
      </Facts>
      {shown.length === 0 && <p className="quiet">Nothing matches “{words}”.</p>}
    </Section>
  )
}
