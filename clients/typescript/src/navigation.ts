/** An entry of a menu. One with a feature is there only while the feature is on. */
export interface NavigationItem<K extends PropertyKey = string> {
  readonly label: string
  readonly to: string
  readonly feature?: K
  readonly children?: readonly NavigationItem<K>[]
}

/** The entries somebody gets to see, in order; an entry that only leads to hidden ones is hidden too. */
export function visible<K extends PropertyKey>(
  items: readonly NavigationItem<K>[],
  hasFeature: (key: K) => boolean,
): NavigationItem<K>[] {
  return items.flatMap((item) => {
    if (item.feature !== undefined && !hasFeature(item.feature)) return []
    if (!item.children) return [item]
    const children = visible(item.children, hasFeature)
    return children.length === 0 ? [] : [{ ...item, children }]
  })
}
