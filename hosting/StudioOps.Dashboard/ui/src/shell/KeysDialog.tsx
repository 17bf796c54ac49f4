import { Kbd, Modal, Switch } from '@mantine/core'
import { useState } from 'react'
import { shortcuts, singleKeys } from '../lib/keys'
import { Fact, Facts } from '../ui/Section'

export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [on, setOn] = useState(singleKeys.on)
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Facts>
        <Fact name={<Kbd>Ctrl K</Kbd>}>Go to a resource, a view or a trace; run a command</Fact>
        {shortcuts.map(({ keys, does }) => (
          <Fact
            key={does}
            name={keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          >
            {does}
          </Fact>
        ))}
      </Facts>
      <Switch
        mt="md"
        label="Shortcuts of single keys"
        checked={on}
        onChange={(event) => {
          singleKeys.set(event.currentTarget.checked)
          setOn(event.currentTarget.checked)
        }}
      />
    </Modal>
  )
}
