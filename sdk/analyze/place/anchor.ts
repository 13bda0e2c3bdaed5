/**
 * Holds a site to its line of source: found once from the recorded line, then carried along as the
 * text changes.
 */
import { blockAt } from "./block.ts"
import { shiftLine, type TextEdit } from "./edit.ts"
import { evidenceOf, namesOf, type SiteNames } from "./evidence.ts"

/** How far a number may be trusted where it stands. */
export type AnchorState = "fresh" | "moved" | "edited" | "detached"

export type DetachReason = "line gone" | "not named" | "several places"

export interface Anchor {
  /** 0-based; undefined when the site has no place in the text. */
  readonly line: number | undefined
  /** The line and what is indented under it as they were measured, as far as that is known. */
  readonly line0: string
  readonly block0: string
  /** False when another line read the same then: such a line is never found again by its text. */
  readonly alone: boolean
  /** What was found when the anchor was dropped; later edits can only make it weaker. */
  readonly found: AnchorState
  readonly reason: DetachReason | undefined
}

export interface AnchorQuery {
  readonly names: SiteNames
  /** 1-based, as recorded; undefined when the record names no line. */
  readonly line: number | undefined
  /**
   * True when this very file is known to be untouched since the run: then the recorded line is
   * right.
   */
  readonly unchanged: boolean
}

/**
 * Finds a site's line in a text: the recorded one where it can be trusted, else the only line that
 * defines it.
 */
export const dropAnchor = (query: AnchorQuery, lines: readonly string[]): Anchor => {
  const recorded = query.line === undefined ? undefined : query.line - 1
  const own = recorded === undefined ? "" : (lines[recorded] ?? "")
  if (query.unchanged && recorded !== undefined && own.trim() !== "") {
    return anchored(lines, recorded, "fresh")
  }
  const names = namesOf(query.names)
  const defining = bestLines(lines, names)
  const [only] = defining
  if (recorded !== undefined && defining.includes(recorded)) {
    return anchored(lines, recorded, defining.length === 1 ? "fresh" : "edited")
  }
  if (defining.length === 1 && only !== undefined) return anchored(lines, only, "moved")
  if (defining.length > 0) return detached("several places")
  const used = evidenceOf(own, names).mentioned > 0
  return used && recorded !== undefined
    ? anchored(lines, recorded, "edited")
    : detached("not named")
}

/**
 * Carries an anchor through the edits of one change event. `before` is the text they were made in,
 * `after` the result. Edits come as editors report them: later places in the text first.
 */
export const carryAnchor = (
  anchor: Anchor,
  edits: readonly TextEdit[],
  before: readonly string[],
  after: readonly string[]
): Anchor => {
  let line = anchor.line
  const text = line === undefined ? "" : (before[line] ?? "")
  for (const edit of edits) {
    if (line !== undefined) line = shiftLine(line, text, edit)
  }
  if (line !== undefined) return line === anchor.line ? anchor : { ...anchor, line }
  return refindAnchor(anchor, after)
}

/** Finds an anchor's line again by its text alone, after it was lost or the file was replaced. */
export const refindAnchor = (anchor: Anchor, lines: readonly string[]): Anchor => {
  if (anchor.line0 === "") return anchor
  const same = linesReading(anchor.line0, lines)
  const whole = same.filter((at) => blockAt(lines, at) === anchor.block0)
  const [only] = whole.length === 1 ? whole : same
  if (only === undefined) return { ...anchor, line: undefined, reason: "line gone" }
  if (!anchor.alone || (whole.length !== 1 && same.length > 1)) {
    return { ...anchor, line: undefined, reason: "several places" }
  }
  return { ...anchor, line: only, reason: undefined }
}

/** What to say of an anchor over the text as it is now; `recorded` is the site's 1-based line. */
export const stateOf = (
  anchor: Anchor,
  lines: readonly string[],
  recorded: number | undefined
): AnchorState => {
  if (anchor.line === undefined) return "detached"
  if (anchor.found === "edited") return "edited"
  if (blockAt(lines, anchor.line) !== anchor.block0) return "edited"
  return anchor.line + 1 === recorded ? "fresh" : "moved"
}

/** The lines that define the most of the names, if any defines one. */
const bestLines = (lines: readonly string[], names: readonly string[]): readonly number[] => {
  let most = 1
  let best: number[] = []
  for (const [at, line] of lines.entries()) {
    const { defined } = evidenceOf(line, names)
    if (defined > most) best = []
    if (defined > most) most = defined
    if (defined === most) best.push(at)
  }
  return best
}

const linesReading = (text: string, lines: readonly string[]): readonly number[] =>
  lines.flatMap((line, at) => (line.includes(text) && line.trim() === text ? [at] : []))

const anchored = (lines: readonly string[], line: number, found: AnchorState): Anchor => {
  const line0 = (lines[line] ?? "").trim()
  const alone = linesReading(line0, lines).length === 1
  return { line, line0, block0: blockAt(lines, line), alone, found, reason: undefined }
}

const detached = (reason: DetachReason): Anchor => ({
  line: undefined,
  line0: "",
  block0: "",
  alone: false,
  found: "detached",
  reason
})
