/**
 * Holds a site to its line of source: found once in the text that ran, then carried along as the
 * text changes.
 */
import { findLine, guessLine, type CodeText } from "./code-text.ts"
import { shiftLine, type TextEdit } from "./edit.ts"
import {
  definedIn,
  definingHeads,
  evidenceOf,
  isQuotedIn,
  namesOf,
  ownNamesOf,
  type Head,
  type SiteNames
} from "./evidence.ts"

/** How far a number may be trusted where it stands. */
export type AnchorState = "fresh" | "moved" | "edited" | "detached"

export type DetachReason = "line gone" | "not named" | "several places"

export type TextPlace =
  | { readonly line: number; readonly state: Exclude<AnchorState, "detached"> }
  | { readonly line: undefined; readonly reason: DetachReason }

export interface AnchorQuery {
  readonly names: SiteNames
  /** 1-based, as recorded; undefined when the record names no line. */
  readonly line: number | undefined
}

/**
 * What is known of the text that ran. `certain`: this text it was. `likely`: the text of a commit
 * whose working tree had changes, or of a file that was not edited here since the run of another
 * machine: its lines count where they name the site. Without any, lines are known by names alone.
 */
export type RunText =
  | { readonly _tag: "Certain" | "Likely"; readonly text: CodeText }
  | { readonly _tag: "Unknown" }

export interface Anchor {
  /** The text that the line is known in, and the line, 0-based. */
  readonly origin: { readonly text: CodeText; readonly line: number } | undefined
  readonly query: AnchorQuery
  /** True when the line itself was only guessed: no later edit makes it more certain. */
  readonly isGuess: boolean
  /** Where the line is, as long as every edit since the origin was seen; else it is looked for. */
  readonly held: number | undefined
  /** Where it was held last and in what text: undo brings exactly that text back. */
  readonly lost: { readonly text: CodeText; readonly line: number } | undefined
  readonly reason: DetachReason
}

/** Finds a site's line in the text that ran, else by its names in the text on disk. */
export const dropAnchor = (query: AnchorQuery, run: RunText, disk: CodeText): Anchor => {
  const recorded = query.line === undefined ? undefined : query.line - 1
  if (run._tag !== "Unknown" && recorded !== undefined) {
    const isThere = (run.text.lines[recorded] ?? "").trim() !== ""
    if (run._tag === "Certain" && isThere) return anchored(query, run.text, recorded, false)
    const { held, isGuess } = anchorByNames(query, run.text)
    if (held === recorded && !isGuess) return anchored(query, run.text, recorded, false)
  }
  const named = anchorByNames(query, disk)
  if (named.origin !== undefined || run._tag !== "Likely" || recorded === undefined) return named
  return (run.text.lines[recorded] ?? "").trim() === ""
    ? named
    : anchored(query, run.text, recorded, true)
}

/**
 * Carries an anchor through the edits of one change event. `before` is the text they were made in,
 * `after` the result. Edits come as editors report them: later places in the text first.
 */
export const carryAnchor = (
  anchor: Anchor,
  edits: readonly TextEdit[],
  before: CodeText,
  after: CodeText
): Anchor => {
  if (anchor.held === undefined) return recallAnchor(anchor, after)
  const text = before.lines[anchor.held] ?? ""
  let line: number | undefined = anchor.held
  for (const edit of edits) {
    if (line !== undefined) line = shiftLine(line, text, edit)
  }
  if (line !== undefined) return line === anchor.held ? anchor : { ...anchor, held: line }
  const lost = { text: before, line: anchor.held }
  return recallAnchor({ ...anchor, held: undefined, lost }, after)
}

/** Takes an anchor over to a text that came about in a way nobody saw. */
export const transferAnchor = (anchor: Anchor, before: CodeText, after: CodeText): Anchor => {
  if (isSameText(before, after)) return anchor
  const lost = anchor.held === undefined ? anchor.lost : { text: before, line: anchor.held }
  return recallAnchor({ ...anchor, held: undefined, lost }, after)
}

/** Forgets where the line was held: in `now` it is where its code is found. */
export const releaseAnchor = (anchor: Anchor, now: CodeText): Anchor =>
  recallAnchor({ ...anchor, held: undefined, lost: undefined }, now)

/** Where the site stands in the text as it is now. */
export const placeAnchor = (anchor: Anchor, now: CodeText): TextPlace => {
  const { origin, held, isGuess, query } = anchor
  if (origin === undefined) return { line: undefined, reason: anchor.reason }
  const sought = { line: origin.line, from: origin.text }
  const line = held ?? findLine(sought, now)
  if (line !== undefined) {
    const isEdited = isGuess || now.blockText(line) !== origin.text.blockText(origin.line)
    if (isEdited) return { line, state: "edited" }
    return { line, state: line + 1 === query.line ? "fresh" : "moved" }
  }
  const guess = guessLine(sought, now) ?? anchorByNames(query, now).held
  if (guess !== undefined) return { line: guess, state: "edited" }
  const isTwice = now.linesReading(origin.text.reading(origin.line)).length > 1
  return { line: undefined, reason: isTwice ? "several places" : "line gone" }
}

/** An anchor on a line that something else than the text suggests: marked from the start. */
export const guessAt = ({ query }: Anchor, line: number, text: CodeText): Anchor =>
  anchored(query, text, line, true)

/** A text that was there before has its lines where they were then. */
const recallAnchor = (anchor: Anchor, now: CodeText): Anchor => {
  for (const known of [anchor.lost, anchor.origin]) {
    if (known !== undefined && isSameText(known.text, now)) return { ...anchor, held: known.line }
  }
  return anchor
}

const isSameText = (a: CodeText, b: CodeText): boolean =>
  a === b ||
  (a.lines.length === b.lines.length && a.lines.every((line, at) => line === b.lines[at]))

/** By names alone: sure of the recorded line if it defines them and no other does, or of the only line that defines two. */
const anchorByNames = (query: AnchorQuery, text: CodeText): Anchor => {
  const names = namesOf(query.names)
  const own = ownNamesOf(query.names)
  const recorded = query.line === undefined ? undefined : query.line - 1
  const heads = definingHeads(text.lines, names)
  const [only] = heads
  const here = heads.find(({ from, to }) => isWithin(recorded, from, to))
  if (here !== undefined && recorded !== undefined) {
    const isSure = heads.length === 1 && here.from === recorded
    const isSaid =
      isTelling(here, query.names, text) ||
      (isQuotedIn(text.lines[recorded] ?? "", own) && isInFunction(recorded, query.names, text))
    return anchored(query, text, recorded, !(isSure && isSaid))
  }
  if (heads.length === 1 && only !== undefined) {
    // Its log may name the decorator or the function.
    const isOneLine = only.to - only.from === 1
    return anchored(query, text, only.from, !(isOneLine && isTelling(only, query.names, text)))
  }
  if (heads.length > 0) return nowhere(query, "several places")
  const isUsed =
    recorded !== undefined && evidenceOf(text.lines[recorded] ?? "", names).mentioned > 0
  return isUsed ? anchored(query, text, recorded, true) : nowhere(query, "not named")
}

const isWithin = (line: number | undefined, from: number, to: number): boolean =>
  line !== undefined && line >= from && line < to

/** Whether a line is surely the site's: it defines two of its names, or is the module's own declaration of its name. */
const isTelling = ({ to, defined }: Head, names: SiteNames, text: CodeText): boolean => {
  const declared = GLOBAL.exec(text.lines[to - 1] ?? "")?.[1]
  return defined > 1 || (declared === names.function && ownNamesOf(names).includes(declared ?? ""))
}

/** Whether a line stands in the function that the record names, as far as it names one. */
const isInFunction = (line: number, names: SiteNames, text: CodeText): boolean => {
  const name = names.function?.split(".").at(-1)
  const heads = text.heads(line).map((at) => text.lines[at] ?? "")
  return name === undefined || definedIn(heads, [name]) > 0
}

const GLOBAL = /^(?:\w+ )*(?:def|function|fn|func|const|let|class)\b[\s*]*([\w$]+)/

const anchored = (query: AnchorQuery, text: CodeText, line: number, isGuess: boolean): Anchor => ({
  origin: { text, line },
  query,
  isGuess,
  held: line,
  lost: undefined,
  reason: "line gone"
})

const nowhere = (query: AnchorQuery, reason: DetachReason): Anchor => ({
  origin: undefined,
  query,
  isGuess: true,
  held: undefined,
  lost: undefined,
  reason
})
