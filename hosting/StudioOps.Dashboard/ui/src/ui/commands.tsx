import { Button, Group, Modal } from '@mantine/core'
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react'
import { useCommand } from '../api/queries'
import type { Resource, ResourceCommand } from '../api/types'
import { commandName } from '../lib/resources'
import { Toast, type ToastContent } from './Toast'

type Run = (resource: Resource, command: ResourceCommand) => void

const Commands = createContext<Run>(() => undefined)

export const useRunCommand = () => useContext(Commands)

// One place asks, runs and tells how it went, whether a button, a menu or the palette gave the command.
export function CommandsProvider({ children }: { children: ReactNode }) {
  const { mutate } = useCommand()
  const [asked, setAsked] = useState<{ resource: Resource; command: ResourceCommand } | null>(null)
  const [toast, setToast] = useState<ToastContent | null>(null)
  const give = useCallback(
    (resource: Resource, command: ResourceCommand) => {
      const name = commandName(resource, command)
      setToast({ text: `${name} …`, tone: 'busy' })
      mutate(
        { resource: resource.name, command: command.name },
        {
          onSuccess: () => setToast({ text: `${name}: accepted`, tone: 'ok' }),
          onError: (error) => setToast({ text: `${name} failed: ${error.message}`, tone: 'bad' }),
        },
      )
    },
    [mutate],
  )
  const run = useMemo<Run>(
    () => (resource, command) =>
      command.confirm ? setAsked({ resource, command }) : give(resource, command),
    [give],
  )
  const close = () => setAsked(null)
  return (
    <Commands value={run}>
      {children}
      <Modal
        opened={asked !== null}
        onClose={close}
        title={asked ? `${commandName(asked.resource, asked.command)}?` : ''}
        closeButtonProps={{ 'aria-label': 'Cancel' }}
      >
        <p>{asked?.command.confirm}</p>
        <Group justify="flex-end" mt="md">
          <Button onClick={close} data-autofocus>
            Cancel
          </Button>
          <Button
            variant="filled"
            color="red"
            onClick={() => {
              close()
              if (asked) give(asked.resource, asked.command)
            }}
          >
            {asked ? asked.command.displayName : ''}
          </Button>
        </Group>
      </Modal>
      <Toast content={toast} onClose={() => setToast(null)} />
    </Commands>
  )
}
