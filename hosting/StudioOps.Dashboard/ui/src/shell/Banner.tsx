import { useEffect, useState } from 'react'
import { useConnection } from '../api/live'
import { clock } from '../lib/format'
import { Icon } from '../ui/icons'
import styles from './Banner.module.css'

// A stream that is back within two seconds (a reload, a new filter) is nobody's concern.
export function Banner() {
  const lost = useConnection() === 'lost'
  const [since, setSince] = useState<number | null>(null)
  useEffect(() => {
    if (!lost) return
    const at = Date.now()
    const timer = setTimeout(() => setSince(at), 2000)
    return () => {
      clearTimeout(timer)
      setSince(null)
    }
  }, [lost])
  if (since === null) return null
  return (
    <div className={styles.banner} role="alert">
      <Icon name="warning" />
      <span className={styles.text}>
        Not connected since {clock(since).slice(0, 8)}. What you see is from before; it goes on by itself once
        the dashboard answers again.
      </span>
    </div>
  )
}
