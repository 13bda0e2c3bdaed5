/** Items by what they have in common: Map.groupBy, which Node has from version 21 on. */

/** Groups in the order their first members came; an item without a key is in none. */
export const groupBy = <A, K>(
  items: Iterable<A>,
  keyOf: (item: A) => K | undefined
): Map<K, A[]> => {
  const groups = new Map<K, A[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
