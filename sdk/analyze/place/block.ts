/** The lines that belong to a site: its own line and what is indented under it. */

/** A function longer than this is compared by its first lines only. */
const MAX_BLOCK_LINES = 400

/**
 * The text under a line (0-based) by indentation, blank lines and indentation dropped: two blocks
 * are equal when nothing but layout differs.
 */
export const blockAt = (lines: readonly string[], line: number): string => {
  const own = lines[line]
  if (own === undefined) return ""
  const depth = indentOf(own)
  const block = [squeeze(own)]
  for (let at = line + 1; at < lines.length && at <= line + MAX_BLOCK_LINES; at++) {
    const text = lines[at] ?? ""
    if (text.trim() === "") continue
    if (indentOf(text) <= depth) {
      if (isCloser(text)) block.push(squeeze(text))
      break
    }
    block.push(squeeze(text))
  }
  return block.join("\n")
}

/** Column of the first character that is no white space. */
export const indentOf = (line: string): number => line.length - line.trimStart().length

const squeeze = (line: string): string => line.trim().replaceAll(/\s+/g, " ")

const isCloser = (line: string): boolean => /^\s*[)\]}`]/.test(line)
