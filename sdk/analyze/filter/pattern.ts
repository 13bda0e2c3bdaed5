/** Text with `*` for any text in it, matched in time that grows with the text, never with what it could have been. */

/** The literal texts between the stars: `a*b` is `["a", "b"]`; without a star there is one. */
export type Pattern = readonly string[]

/** Whether all of `text` is what the pattern says. */
export const isWhole = (pattern: Pattern, text: string): boolean => {
  const [first = "", ...rest] = pattern
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  const at = findAll(rest, text, first.length)
  return at !== -1 && text.length - last.length >= at && text.endsWith(last)
}

/** Whether the pattern stands anywhere in `text`. */
export const isWithin = (pattern: Pattern, text: string): boolean =>
  findAll(pattern, text, 0) !== -1

/**
 * Whether `path`, or what follows one of its slashes, is what the pattern says: `orders.ts` is any file of that name,
 * never the end of `reorders.ts`.
 */
export const isPathEnd = (pattern: Pattern, path: string): boolean => {
  const [first = "", ...rest] = pattern
  return isWhole(pattern, path) || isWhole(["", `/${first}`, ...rest], path)
}

/**
 * The end of the last of `texts`, each found after the one before it; -1 when one is missing. The leftmost place of each
 * leaves most to the others, so no other needs to be tried.
 */
const findAll = (texts: readonly string[], text: string, from: number): number => {
  let at = from
  for (const wanted of texts) {
    const found = text.indexOf(wanted, at)
    if (found === -1) return -1
    at = found + wanted.length
  }
  return at
}
