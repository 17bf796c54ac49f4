import { ActionIcon, Menu } from '@mantine/core'
import type { Resource, ResourceCommand } from '../../api/types'
import { commandName } from '../../lib/resources'
import { useRunCommand } from '../../ui/commands'
import { Icon, type IconName } from '../../ui/icons'
import { IconButton } from '../../ui/IconButton'

const icons: Record<string, IconName> = { start: 'play', stop: 'stop', restart: 'restart' }

export const iconOf = (command: ResourceCommand): IconName => icons[command.name] ?? 'play'

// Start or stop, whichever can be done, stands ready; the rest is in the menu.
export function Commands({ resource }: { resource: Resource }) {
  const run = useRunCommand()
  const shown = resource.commands.filter((command) => command.state !== 'hidden')
  if (shown.length === 0) return null
  const first = shown.find(
    (command) => (command.name === 'start' || command.name === 'stop') && command.state === 'enabled',
  )
  return (
    <>
      {first && (
        <IconButton
          icon={iconOf(first)}
          label={commandName(resource, first)}
          onClick={(event) => {
            event.stopPropagation()
            run(resource, first)
          }}
        />
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            aria-label={`Commands of ${resource.name}`}
            onClick={(event) => event.stopPropagation()}
          >
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {shown.map((command) => (
            <Menu.Item
              key={command.name}
              leftSection={<Icon name={iconOf(command)} />}
              disabled={command.state === 'disabled'}
              onClick={(event) => {
                event.stopPropagation()
                run(resource, command)
              }}
            >
              {command.displayName}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
