import { expect, test } from 'vitest'
import { visible, type NavigationItem } from './navigation.js'

const menu: readonly NavigationItem[] = [
  { label: 'Dashboard', to: '/' },
  { label: 'Knowledge Base', to: '/knowledge', feature: 'knowledge' },
  {
    label: 'More',
    to: '/more',
    children: [
      { label: 'Agents', to: '/more/agents', feature: 'agents' },
      { label: 'Services', to: '/more/services', feature: 'services' },
    ],
  },
]

const labels = (items: readonly NavigationItem[]): string[] =>
  items.flatMap((item) => [item.label, ...labels(item.children ?? [])])

test('what carries no feature is always there', () =>
  expect(labels(visible(menu, () => false))).toEqual(['Dashboard']))

test('what carries a feature is there while it is on, and so is what leads to it', () => {
  expect(labels(visible(menu, (key) => key === 'services'))).toEqual(['Dashboard', 'More', 'Services'])
  expect(visible(menu, () => true)).toEqual(menu)
})
