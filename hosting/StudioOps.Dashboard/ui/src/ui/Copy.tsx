import { useState } from 'react'
import { IconButton } from './IconButton'

export function Copy({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  }
  return (
    <IconButton
      size={24}
      icon={done ? 'check' : 'copy'}
      label={done ? 'Copied' : label}
      onClick={() => void copy()}
    />
  )
}
