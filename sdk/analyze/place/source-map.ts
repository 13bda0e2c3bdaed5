/** From a line of generated code to the lines that it was made of, by a source map (ECMA-426) as text. */

export interface OriginalLine {
  /** As the map names it, under its root. */
  readonly source: string
  /** 1-based. */
  readonly line: number
  /** What the source said when the code was generated, where the map holds it. */
  readonly text: string | undefined
}

/** The `sourceMappingURL` that a generated text ends with. */
export const mapUrlOf = (generated: string): string | undefined => {
  const at = generated.lastIndexOf("//# sourceMappingURL=")
  const url = at === -1 ? "" : generated.slice(at + "//# sourceMappingURL=".length).trim()
  return url === "" || /\s/.test(url) ? undefined : url
}

/**
 * The lines that a generated line (1-based) was made of, each once, in the order of the columns.
 * Empty for what is no map, or a map that consists of sections.
 */
export const originalLines = (mapText: string, generatedLine: number): readonly OriginalLine[] => {
  const map = readMap(mapText)
  if (map === undefined) return []
  const found = new Map<string, OriginalLine>()
  for (const { source, line } of segmentsOfLine(map.mappings, generatedLine - 1)) {
    const name = map.sources[source]
    if (name === undefined || name === null) continue
    const text = map.contents[source] ?? undefined
    found.set(`${source}:${line}`, { source: `${map.root}${name}`, line: line + 1, text })
  }
  return [...found.values()]
}

interface SourceMap {
  readonly mappings: string
  readonly root: string
  readonly sources: ReadonlyArray<string | null>
  readonly contents: ReadonlyArray<string | null>
}

const readMap = (text: string): SourceMap | undefined => {
  let value: unknown
  try {
    // Some servers and tools put this before JSON, and the standard takes it off.
    value = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ""))
  } catch {
    // Not JSON: no map.
    return undefined
  }
  if (typeof value !== "object" || value === null) return undefined
  const { mappings, sourceRoot, sources, sourcesContent } = value as Record<string, unknown>
  if (typeof mappings !== "string" || !Array.isArray(sources)) return undefined
  const root = typeof sourceRoot === "string" && sourceRoot !== "" ? sourceRoot : ""
  return {
    mappings,
    root: root === "" || root.endsWith("/") ? root : `${root}/`,
    sources: texts(sources),
    contents: Array.isArray(sourcesContent) ? texts(sourcesContent) : []
  }
}

const texts = (values: readonly unknown[]): ReadonlyArray<string | null> =>
  values.map((value) => (typeof value === "string" ? value : null))

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]))

/** Every number of a map is told as the difference to the one before it: all lines above are read as well. */
const segmentsOfLine = (
  mappings: string,
  wanted: number
): ReadonlyArray<{ readonly source: number; readonly line: number }> => {
  let source = 0
  let line = 0
  const found: { source: number; line: number }[] = []
  for (const [at, group] of mappings.split(";", wanted + 1).entries()) {
    for (const segment of group === "" ? [] : group.split(",")) {
      const [, sourceStep, lineStep] = readNumbers(segment)
      if (sourceStep === undefined || lineStep === undefined) continue
      source += sourceStep
      line += lineStep
      if (at === wanted) found.push({ source, line })
    }
  }
  return found
}

/** Base 64 VLQ: five bits a digit, the least first, the sixth for "goes on"; the first bit of all is the sign. */
const readNumbers = (segment: string): readonly number[] => {
  const numbers: number[] = []
  let value = 0
  let scale = 1
  for (const digit of segment) {
    const bits = VALUES.get(digit) ?? 0
    value += (bits & 31) * scale
    scale *= 32
    if ((bits & 32) !== 0) continue
    numbers.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2)
    value = 0
    scale = 1
  }
  return numbers
}
