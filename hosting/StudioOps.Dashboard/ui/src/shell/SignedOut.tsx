import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import styles from './SignedOut.module.css'
import { Notice } from '../ui/Notice'

// The token is new with each start of the dashboard; the link printed at its start carries it.
export function SignedOut() {
  const [token, setToken] = useState('')
  const form = (
    <form action="/login" method="get">
      <TextInput
        label="Token"
        name="t"
        value={token}
        autoComplete="off"
        required
        w={320}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" mt="sm">
        Open the dashboard
      </Button>
    </form>
  )
  return (
    <main className={styles.page}>
      <Notice icon="lock" title="This link is no longer valid" alone action={form}>
        The dashboard was started anew and has a new token. Open the link it printed at its start, or paste
        the token from it.
      </Notice>
    </main>
  )
}
