/** A source text read as code: what its lines say, what belongs to them, and where they are in another text. */
import { groupBy } from "../group-by.ts"
import { blockLines, blockText, headLines, readingOf } from "./block.ts"

export interface CodeText {
  readonly lines: readonly string[]
  /** What a line (0-based) says without its layout. */
  readonly reading: (line: number) => string
  /** The lines that say so. */
  readonly linesReading: (reading: string) => readonly number[]
  readonly block: (line: number) => readonly number[]
  readonly blockText: (line: number) => string
  readonly heads: (line: number) => readonly number[]
  /** What the heads of a line say. */
  readonly headText: (line: number) => string
}

/** Everything is worked out when it is first asked for. */
export const createCodeText = (lines: readonly string[]): CodeText => {
  let byReading: Map<string, number[]> | undefined
  const blocks = new Map<number, { readonly lines: readonly number[]; text?: string }>()
  const block = (line: number) => {
    const known = blocks.get(line) ?? { lines: blockLines(lines, line) }
    blocks.set(line, known)
    return known
  }
  const reading = (line: number) => readingOf(lines[line] ?? "")
  return {
    lines,
    reading,
    linesReading: (wanted) => {
      byReading ??= groupBy(lines.keys(), reading)
      return byReading.get(wanted) ?? []
    },
    block: (line) => block(line).lines,
    blockText: (line) => {
      const known = block(line)
      return (known.text ??= blockText(lines, known.lines))
    },
    heads: (line) => headLines(lines, line),
    headText: (line) => headLines(lines, line).map(reading).join("\n")
  }
}

export interface SoughtLine {
  /** 0-based, in `from`. */
  readonly line: number
  readonly from: CodeText
}

/**
 * Where a line's code is in another text, when there is no doubt: the line, or a block around it,
 * stands there word for word, under the same heads, and nowhere twice.
 */
export const findLine = (sought: SoughtLine, to: CodeText): number | undefined => {
  const { line, from } = sought
  for (const around of [line, ...from.heads(line)]) {
    const offset = from.block(around).indexOf(line)
    if (offset === -1) return undefined
    const same = only(around, from, to)
    if (same !== undefined && to.blockText(same) === from.blockText(around)) {
      return to.block(same)[offset]
    }
  }
  return undefined
}

/** Where a line may have gone that was changed: for a number that is marked as doubtful. */
export const guessLine = ({ line, from }: SoughtLine, to: CodeText): number | undefined => {
  const reading = from.reading(line)
  if (isTelling(reading) && from.linesReading(reading).length === 1) {
    const same = to.linesReading(reading)
    const [first] = same
    if (same.length === 1 && first !== undefined) return first
  }
  return closestBetweenNeighbours(line, from, to)
}

/**
 * The one line of `to` that reads as `line` does and stands under the same heads. A line that either text has twice
 * could be the other one, whose own function lost its head: it is found by what is around it.
 */
const only = (line: number, from: CodeText, to: CodeText): number | undefined => {
  const reading = from.reading(line)
  const [there, ...others] = to.linesReading(reading)
  const isOnly =
    there !== undefined && others.length === 0 && from.linesReading(reading).length === 1
  return isOnly && to.headText(there) === from.headText(line) ? there : undefined
}

/** How far up and down neighbours are looked for. */
const MAX_REACH = 200
const LEAST_SIMILARITY = 0.5

/** Between the nearest lines above and below that are still there, the line that says most of the same words. */
const closestBetweenNeighbours = (
  line: number,
  from: CodeText,
  to: CodeText
): number | undefined => {
  const [low, high] = [neighbour(line, -1, from, to), neighbour(line, 1, from, to)]
  if (low === undefined || high === undefined || low >= high) return undefined
  const words = wordsOf(from.reading(line))
  const ranked = Array.from({ length: Math.min(high - low - 1, MAX_REACH) }, (_, index) => ({
    at: low + 1 + index,
    alike: similarity(words, wordsOf(to.reading(low + 1 + index)))
  })).toSorted((a, b) => b.alike - a.alike)
  const [best, second] = ranked
  if (best === undefined || best.alike < LEAST_SIMILARITY) return undefined
  return second?.alike === best.alike ? undefined : best.at
}

/** Where the nearest line in one direction is that both texts have exactly once; the text's end counts as one. */
const neighbour = (
  line: number,
  step: 1 | -1,
  from: CodeText,
  to: CodeText
): number | undefined => {
  for (let at = line + step; Math.abs(at - line) <= MAX_REACH; at += step) {
    if (at < 0) return -1
    if (at >= from.lines.length) return to.lines.length
    const reading = from.reading(at)
    const there = to.linesReading(reading)
    if (isTelling(reading) && there.length === 1 && from.linesReading(reading).length === 1) {
      return there[0]
    }
  }
  return undefined
}

/** Brackets and single words stand in every function. */
const isTelling = (reading: string): boolean => wordsOf(reading).length >= 2

const wordsOf = (reading: string): readonly string[] => reading.match(/[\p{L}\p{N}_$]+/gu) ?? []

/** Sørensen and Dice: twice the words in common over the words of both. */
const similarity = (a: readonly string[], b: readonly string[]): number => {
  if (a.length === 0 || b.length === 0) return 0
  const left = groupBy(b, (word) => word)
  let common = 0
  for (const word of a) if (left.get(word)?.pop() !== undefined) common += 1
  return (2 * common) / (a.length + b.length)
}
