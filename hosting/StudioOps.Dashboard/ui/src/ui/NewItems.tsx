import { Button } from '@mantine/core'
import { plural } from '../lib/format'
import styles from './NewItems.module.css'

// What came in while the list stood still; nothing moves under the pointer until it is asked for.
export function NewItems({ waiting, onShow }: { waiting: number; onShow: () => void }) {
  if (waiting <= 0) return null
  const show = () => {
    document.querySelector('main [data-list]')?.scrollTo({ top: 0 })
    onShow()
  }
  return (
    <Button className={styles.pill} variant="filled" radius="xl" size="xs" onClick={show}>
      {plural(waiting, 'new', 'new')}, show
    </Button>
  )
}
