import { age, fullTime } from '../lib/format'
import { useNow } from '../lib/useNow'

export function Age({ from }: { from: string }) {
  const now = useNow()
  return (
    <time dateTime={from} title={fullTime(from)}>
      {age(from, now)}
    </time>
  )
}
