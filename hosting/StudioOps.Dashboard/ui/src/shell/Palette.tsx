import { Modal, TextInput } from '@mantine/core'
import { useId, useState, type KeyboardEvent } from 'react'
import { useResources } from '../api/queries'
import { navigate } from '../lib/location'
import { actionsOf, matchesOf, type Action } from '../lib/palette'
import { useRunCommand } from '../ui/commands'
import { Icon } from '../ui/icons'
import styles from './Palette.module.css'

export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal.Root
      lockScroll={false}
      opened={opened}
      onClose={onClose}
      yOffset="12vh"
      centered={false}
      size={560}
      padding="xs"
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Go to anything">
        <Modal.Body>
          <Choices onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function Choices({ onClose }: { onClose: () => void }) {
  const { resources } = useResources()
  const run = useRunCommand()
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const choices = matchesOf(actionsOf(resources), words)
  const chosen = choices[Math.min(at, choices.length - 1)]
  const act = (action: Action | undefined) => {
    if (!action) return
    onClose()
    if (action.href) navigate(action.href)
    if (action.command) run(action.command.resource, action.command.command)
  }
  const move = (to: number) => {
    const index = Math.max(0, Math.min(choices.length - 1, to))
    setAt(index)
    document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: 'nearest' })
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(at + 1)
    else if (event.key === 'ArrowUp') move(at - 1)
    else if (event.key === 'Enter') act(chosen)
    else return
    event.preventDefault()
  }
  return (
    <>
      <TextInput
        data-autofocus
        size="sm"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={chosen ? `${id}-${choices.indexOf(chosen)}` : undefined}
        aria-label="Go to anything"
        placeholder="A resource, a view, a command, a trace id …"
        value={words}
        leftSection={<Icon name="search" />}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={keys}
      />
      <ul role="listbox" id={id} aria-label="Choices" className={styles.list}>
        {choices.map((choice, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the focus and the keys
          <li
            role="option"
            id={`${id}-${index}`}
            key={choice.id}
            aria-selected={choice === chosen}
            className={styles.item}
            onClick={() => act(choice)}
            onMouseMove={() => setAt(index)}
          >
            <Icon name={choice.icon} />
            {choice.name}
            <span className={styles.kind}>{choice.kind}</span>
          </li>
        ))}
        {choices.length === 0 && (
          <li className={styles.item} role="option" aria-selected="false" aria-disabled="true">
            Nothing is called “{words}”.
          </li>
        )}
      </ul>
    </>
  )
}
