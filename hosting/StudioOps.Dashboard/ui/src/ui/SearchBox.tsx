import { CloseButton, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { Icon } from './icons'

interface SearchBoxProps {
  label: string
  value: string
  onChange: (value: string) => void
  width?: number
}

// Types at once, tells after a breath: each word is an address and, in lists, a question to the server.
export function SearchBox({ label, value, onChange, width = 220 }: SearchBoxProps) {
  const [draft, setDraft] = useState(value)
  const [told, setTold] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  if (value !== told) {
    setTold(value)
    setDraft(value)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const tell = (next: string, wait: number) => {
    setDraft(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setTold(next)
      onChange(next)
    }, wait)
  }
  return (
    <TextInput
      data-search
      aria-label={label}
      placeholder={label}
      value={draft}
      w={width}
      leftSection={<Icon name="search" size={14} />}
      rightSection={
        draft ? (
          <CloseButton size="xs" aria-label={`Clear: ${label}`} onClick={() => tell('', 0)} />
        ) : undefined
      }
      onChange={(event) => tell(event.currentTarget.value, 180)}
    />
  )
}
