import { useMantineColorScheme } from '@mantine/core'
import type { IconName } from '../ui/icons'

const order = ['auto', 'light', 'dark'] as const
const faces: Record<(typeof order)[number], { icon: IconName; label: string }> = {
  auto: { icon: 'system', label: 'Colours: as the system' },
  light: { icon: 'sun', label: 'Colours: light' },
  dark: { icon: 'moon', label: 'Colours: dark' },
}

export function useScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const next = order[(order.indexOf(colorScheme) + 1) % order.length] ?? 'auto'
  return { ...faces[colorScheme], next: () => setColorScheme(next) }
}
