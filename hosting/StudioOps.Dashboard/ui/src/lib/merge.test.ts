import { describe, expect, it } from 'vitest'
import { laidOver, type Page } from './merge'

interface Item {
  id: string
  n: number
}
const page = (ids: string, next: string | null = null, n = 0): Page<Item> => ({
  items: ids.split('').map((id) => ({ id, n })),
  next,
  total: ids.length,
})
const idOf = (item: Item) => item.id
const ids = (pages: Page<Item>[] | null) => pages?.map((each) => each.items.map(idOf).join(''))

describe('live lists', () => {
  it('put new ones in front and replace known ones where they stand', () => {
    const pages = laidOver([page('dc', 'c'), page('ba')], page('edcb', 'b', 7), idOf)
    expect(ids(pages)).toEqual(['edc', 'ba'])
    expect(pages?.[0]?.items.map((item) => item.n)).toEqual([7, 7, 7])
    expect(pages?.[1]?.items.map((item) => item.n)).toEqual([7, 0])
    expect(pages?.[0]?.next).toBe('c')
  })

  it('start anew when too much came in between', () => {
    expect(laidOver([page('ba')], page('zyx', 'x'), idOf)).toBeNull()
  })

  it('show exactly what is there after everything was cleared', () => {
    expect(ids(laidOver([page('ba')], page('z'), idOf))).toEqual(['z'])
    expect(ids(laidOver([page('ba')], page(''), idOf))).toEqual([''])
  })
})
