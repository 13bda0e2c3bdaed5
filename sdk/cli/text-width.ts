/** Columns that text takes in a terminal, and text cut to columns. */

/** Wide characters (CJK, emoji) take two columns, combining marks none. */
export const textWidth = (text: string): number => {
  if (PLAIN.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += segmentWidth(segment)
  return width
}

/** At most `width` columns, the end replaced by `…` where it does not fit. */
export const cutRight = (text: string, width: number): string => {
  if (textWidth(text) <= width) return text
  return `${take(segmentsOf(text), width - 1).join("")}…`
}

/**
 * At most `width` columns, the start replaced by `…` where it does not fit: the end of a path says most. Cut at a folder
 * where that leaves the file name whole.
 */
export const cutPath = (path: string, width: number): string => {
  if (textWidth(path) <= width) return path
  const end = take(segmentsOf(path).toReversed(), width - 1)
    .toReversed()
    .join("")
  const folder = end.indexOf("/")
  return `…${folder === -1 ? end : end.slice(folder)}`
}

/** Lines of at most `width` columns, broken at spaces; a longer word is left whole. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`
    if (line === "" || textWidth(longer) <= width) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

/** One column each: ASCII and the signs Lapline itself prints. */
const PLAIN = /^[\u0020-\u007E–…·µ→✗⊘⋯]*$/
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })

const segmentsOf = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment)

const segmentWidth = (segment: string): number =>
  WIDE.test(segment) ? 2 : /^\p{Mark}+$/u.test(segment) ? 0 : 1

const take = (segments: readonly string[], width: number): readonly string[] => {
  let used = 0
  const end = segments.findIndex((segment) => (used += segmentWidth(segment)) > width)
  return end === -1 ? segments : segments.slice(0, Math.max(0, end))
}
