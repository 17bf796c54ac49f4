export interface Page<T> {
  items: T[]
  next?: string | null
  total: number
}

// A fresh first page laid over what is shown: new ones in front, known ones replaced where they stand.
// Null when the two do not meet: more came in between than one page holds, so what is shown starts anew.
export function laidOver<T>(
  pages: readonly Page<T>[],
  fresh: Page<T>,
  idOf: (item: T) => string,
): Page<T>[] | null {
  const [first, ...rest] = pages
  if (!first) return [fresh]
  const newest = new Map(fresh.items.map((item) => [idOf(item), item]))
  const known = new Set(pages.flatMap((page) => page.items.map(idOf)))
  const added = fresh.items.filter((item) => !known.has(idOf(item)))
  const meets = added.length < fresh.items.length
  if (!meets && (fresh.next || known.size === 0)) return null
  if (!meets && known.size > 0) return [fresh]
  const replaced = (page: Page<T>): Page<T> => ({
    ...page,
    items: page.items.map((item) => newest.get(idOf(item)) ?? item),
  })
  return [
    { ...replaced(first), items: [...added, ...replaced(first).items], total: fresh.total },
    ...rest.map(replaced),
  ]
}
