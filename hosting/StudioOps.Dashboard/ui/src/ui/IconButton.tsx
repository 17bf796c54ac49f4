import { ActionIcon, Tooltip, type ActionIconProps } from '@mantine/core'
import type { MouseEvent } from 'react'
import { Icon, type IconName } from './icons'
import { navigate } from '../lib/location'

interface IconButtonProps extends ActionIconProps {
  icon: IconName
  label: string
  onClick?: (event: MouseEvent) => void
  pressed?: boolean
  tabIndex?: number
}

export function IconButton({ icon, label, pressed, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        aria-pressed={pressed}
        variant={pressed ? 'light' : 'subtle'}
        color={pressed ? 'blue' : 'gray'}
        {...rest}
      >
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  )
}

export function IconLink({
  icon,
  label,
  to,
  tabIndex,
}: {
  icon: IconName
  label: string
  to: string
  tabIndex?: number
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        component="a"
        href={to}
        aria-label={label}
        tabIndex={tabIndex}
        onClick={(event: MouseEvent) => {
          event.stopPropagation()
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          navigate(to)
        }}
      >
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  )
}
