/** Items by what they have in common: Map.groupBy, which Node has from version 21 on. */

/** Groups in the order of their first item, items in the order given. */
export const grouped = <Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key
): readonly (readonly [Key, readonly Item[]])[] => {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups]
}
