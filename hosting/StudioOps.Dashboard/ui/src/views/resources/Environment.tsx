import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { reveal } from '../../api/queries'
import type { EnvironmentVariable, Resource } from '../../api/types'
import { Breakable } from '../../ui/Breakable'
import { Copy } from '../../ui/Copy'
import { IconButton } from '../../ui/IconButton'
import { Fact, Facts, Section } from '../../ui/Section'
import styles from './ResourceDetail.module.css'

export function Environment({ resource }: { resource: Resource }) {
  const [words, setWords] = useState('')
  if (resource.environment.length === 0) return null
  const wanted = words.toLowerCase()
  const shown = resource.environment
    .filter(({ name, value }) => name.toLowerCase().includes(wanted) || value?.toLowerCase().includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name))
  const filter = (
    <TextInput
      placeholder="Filter"
      aria-label="Filter environment"
      value={words}
      w={140}
      onChange={(event) => setWords(event.currentTarget.value)}
    />
  )
  return (
    <Section title={`Environment (${resource.environment.length})`} tools={filter}>
      <Facts wide>
        {shown.map((variable) => (
          <Fact
            key={variable.name}
            name={
              <span className="mono">
                <Breakable text={variable.name} />
              </span>
            }
          >
            <Variable resource={resource.name} variable={variable} />
          </Fact>
        ))}
      </Facts>
      {shown.length === 0 && <p className="quiet">Nothing matches “{words}”.</p>}
    </Section>
  )
}

// A secret is fetched when asked for, and forgotten when hidden again.
function Variable({ resource, variable }: { resource: string; variable: EnvironmentVariable }) {
  const [secret, setSecret] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const value = variable.secret ? secret : variable.value
  const toggle = async () => {
    if (secret !== null) {
      setSecret(null)
      return
    }
    try {
      setSecret((await reveal(resource, variable.name)).value)
      setProblem(null)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'It could not be read')
    }
  }
  return (
    <span className={styles.variable}>
      <span className="mono">
        {value ?? <span className="quiet">••••••••</span>}
        {problem && <span className="bad"> {problem}</span>}
      </span>
      <span className={styles.tools}>
        {variable.secret && (
          <IconButton
            size={24}
            icon={secret === null ? 'eye' : 'eyeOff'}
            label={`${secret === null ? 'Reveal' : 'Hide'} ${variable.name}`}
            onClick={() => void toggle()}
          />
        )}
        {value !== null && <Copy text={value} label={`Copy ${variable.name}`} />}
      </span>
    </span>
  )
}
