/** The lines that belong to a line of code, and the heads it stands under, by indentation alone. */

/** A function longer than this is compared by its first lines only. */
const MAX_BLOCK_LINES = 400

/**
 * A line (0-based) and what belongs to it: what is indented under it, the rest of a head that goes
 * over several lines, the function under a decorator. Blank lines are left out.
 */
export const blockLines = (lines: readonly string[], line: number): readonly number[] => {
  const own = lines[line]
  if (own === undefined) return []
  const depth = indentOf(own)
  const block = [line]
  let isDecorator = own.trimStart().startsWith("@")
  let isAtDepth = true
  for (let at = line + 1; at < lines.length && block.length < MAX_BLOCK_LINES; at++) {
    const text = lines[at] ?? ""
    if (text.trim() === "") continue
    if (indentOf(text) > depth) {
      block.push(at)
      isAtDepth = false
      continue
    }
    if (indentOf(text) < depth) break
    const closes = isCloser(text)
    const goesOn = closes || isDecorator || (isAtDepth && text.trim() === "{")
    if (!goesOn) break
    block.push(at)
    isAtDepth = true
    if (closes && !isDecorator && !isUnfinished(text)) break
    if (!closes && !text.trimStart().startsWith("@")) isDecorator = false
  }
  return block
}

/**
 * What a block says: equal for two blocks that differ in nothing but layout. Where indentation has
 * a meaning, its levels count.
 */
export const blockText = (lines: readonly string[], block: readonly number[]): string => {
  const texts = block.map((at) => lines[at] ?? "")
  const readings = texts.map(readingOf)
  if (!readings.some((reading) => /:(?:\s*#.*)?$/.test(reading))) return readings.join("\n")
  const levels = levelsOf(texts.map(indentOf))
  return readings.map((reading, index) => `${levels[index]} ${reading}`).join("\n")
}

/**
 * The lines that a line stands under, innermost first: each the nearest one above with less
 * indentation. A head that ends in a closing bracket is told by its first line.
 */
export const headLines = (lines: readonly string[], line: number): readonly number[] => {
  const heads: number[] = []
  let depth = indentOf(lines[line] ?? "")
  let closer: number | undefined
  for (let at = line - 1; at >= 0 && (depth > 0 || closer !== undefined); at--) {
    const text = lines[at] ?? ""
    if (text.trim() === "" || isComment(text)) continue
    if (closer !== undefined ? indentOf(text) > depth : indentOf(text) >= depth) continue
    depth = indentOf(text)
    // The line that opened this bracket is the next one above that is indented no deeper.
    if (isCloser(text) && closer === undefined) closer = at
    else if (isCloser(text) && isUnfinished(text)) continue
    else {
      // Another statement ends here: the bracket has lost its opening line.
      heads.push(closer !== undefined && isCloser(text) ? closer : at)
      closer = undefined
    }
  }
  return heads
}

/** A line without its layout. */
export const readingOf = (line: string): string => line.trim().replaceAll(/\s+/g, " ")

/** Column of the first character that is no white space. */
export const indentOf = (line: string): number => line.length - line.trimStart().length

export const isComment = (line: string): boolean => /^\s*(?:\/\/|#(?!\w)|\*|\/\*|--)/.test(line)

const isCloser = (line: string): boolean => /^\s*[)\]}`]/.test(line)

const isUnfinished = (line: string): boolean =>
  /(?:[{([:,]|=>|=)(?:\s*(?:#|\/\/).*)?\s*$/.test(line)

/** Indentations as levels: 0 for the least deep, one more for each deeper one that is open. */
const levelsOf = (indents: readonly number[]): readonly number[] => {
  const open: number[] = []
  return indents.map((indent) => {
    while (open.length > 0 && (open.at(-1) ?? 0) > indent) open.pop()
    if (open.at(-1) !== indent) open.push(indent)
    return open.length - 1
  })
}
