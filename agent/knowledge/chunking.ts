/** Splits a Markdown document into overlapping chunks, on paragraph, then line, then sentence, then word. */

/** Sizes in UTF-16 code units. `overlap` must be smaller than `size`. */
export interface ChunkSizes {
  readonly size: number
  readonly overlap: number
}

export const CHUNK_SIZES: ChunkSizes = { size: 500, overlap: 50 }

/** A piece of a section. The first `overlap` code units of its text are the end of the chunk before it. */
export interface Chunk {
  readonly section: string
  readonly text: string
  readonly overlap: number
}

/** A heading and the text under it, up to the next heading. */
export interface Section {
  readonly title: string
  readonly text: string
}

/** All chunks of a document, in order. Chunks never cross a heading; each knows the heading it stands under. */
export const chunkDocument = (markdown: string, sizes: ChunkSizes = CHUNK_SIZES): Chunk[] =>
  sectionsOf(markdown).flatMap((section) => {
    const ranges = chunkText(section.text, sizes)
    return ranges.map(({ start, end }, at) => ({
      section: section.title,
      text: section.text.slice(start, end).trimEnd(),
      overlap: Math.max(0, (ranges[at - 1]?.end ?? start) - start)
    }))
  })

/** The sections of a document; text under the first-level title carries that title. Empty sections are left out. */
export const sectionsOf = (markdown: string): Section[] => {
  const sections: { title: string; lines: string[] }[] = [{ title: "", lines: [] }]
  for (const line of markdown.split(/\r?\n/u)) {
    const heading = /^#{1,6}\s+(.*\S)\s*$/u.exec(line)?.[1]
    if (heading !== undefined) sections.push({ title: heading, lines: [] })
    else sections.at(-1)?.lines.push(line)
  }
  return sections
    .map(({ title, lines }) => ({ title, text: lines.join("\n").trim() }))
    .filter((section) => section.text !== "")
}

interface Range {
  readonly start: number
  readonly end: number
}

/**
 * Ranges that cover `text` from start to end. Each is at most `size` long and, from the second on, begins
 * up to `overlap` before the end of the one before it, at the start of a word where there is one.
 */
export const chunkText = (text: string, { size, overlap }: ChunkSizes): Range[] => {
  if (overlap >= size) throw new RangeError(`overlap ${overlap} must be smaller than size ${size}`)
  const chunks: Range[] = []
  let start = 0
  let end = 0
  // A unit leaves room for the overlap, so it fits into a chunk that has just begun.
  for (const unit of units({ start: 0, end: text.length }, text, size - overlap)) {
    if (unit.end - start > size) {
      chunks.push({ start, end })
      start = overlapStart(text, end, overlap)
    }
    end = unit.end
  }
  if (end > start) chunks.push({ start, end })
  return chunks
}

/** Where a unit may be cut, best first; each match is the separator, which stays with the text before it. */
const SEPARATORS = [/\n\s*\n/gu, /\n/gu, /[.!?]\s+/gu, /\s+/gu]

/** Contiguous ranges of at most `limit`, cut at the best separator that makes them small enough. */
const units = (range: Range, text: string, limit: number, level = 0): Range[] => {
  if (range.end - range.start <= limit) return range.end > range.start ? [range] : []
  const separator = SEPARATORS[level]
  if (separator === undefined) return hardCuts(range, limit)
  const cuts = [...text.slice(range.start, range.end).matchAll(separator)].map(
    (match) => range.start + match.index + match[0].length
  )
  const bounds = [range.start, ...cuts.filter((cut) => cut < range.end), range.end]
  return bounds
    .slice(1)
    .flatMap((end, i) => units({ start: bounds[i] ?? range.start, end }, text, limit, level + 1))
}

const hardCuts = (range: Range, limit: number): Range[] =>
  Array.from({ length: Math.ceil((range.end - range.start) / limit) }, (_, i) => ({
    start: range.start + i * limit,
    end: Math.min(range.start + (i + 1) * limit, range.end)
  }))

const overlapStart = (text: string, end: number, overlap: number): number => {
  const from = Math.max(0, end - overlap)
  const wordStart = /\s\S/u.exec(text.slice(from, end))
  return wordStart === null ? from : from + wordStart.index + 1
}
