/**
 * One source file's text and the sites anchored in it, through edits, replacement and new
 * measurements.
 */
import {
  carryAnchor,
  dropAnchor,
  refindAnchor,
  stateOf,
  type Anchor,
  type AnchorQuery,
  type AnchorState,
  type DetachReason
} from "./anchor.ts"
import type { TextEdit } from "./edit.ts"

export interface Measured extends AnchorQuery {
  readonly key: string
  /**
   * What tells one measurement from a later one: a site is looked for again only when this changes.
   */
  readonly runId: string | undefined
}

export type TextPlace =
  | { readonly line: number; readonly state: Exclude<AnchorState, "detached"> }
  | { readonly line: undefined; readonly reason: DetachReason }

export interface PlacedText {
  /** True when this measurement of the site has its anchor already. */
  readonly knows: (key: string, runId: string | undefined) => boolean
  /**
   * Anchors a site in the text as it lies on disk, then carries it over to the text as it is shown.
   */
  readonly measure: (measured: Measured, disk: readonly string[]) => void
  /** The shown text was edited; `after` is the result. */
  readonly edit: (edits: readonly TextEdit[], after: readonly string[]) => void
  /** The shown text was replaced in a way nobody saw. */
  readonly replace: (after: readonly string[]) => void
  /** 0-based line and state of a site; undefined when it was never measured here. */
  readonly placeOf: (key: string) => TextPlace | undefined
}

export const createPlacedText = (shown: readonly string[]): PlacedText => {
  let lines = shown
  const sites = new Map<string, { anchor: Anchor; readonly measured: Measured }>()
  const moveAll = (move: (anchor: Anchor) => Anchor, after: readonly string[]) => {
    for (const site of sites.values()) site.anchor = move(site.anchor)
    lines = after
  }
  return {
    knows: (key, runId) => {
      const known = sites.get(key)
      return known !== undefined && known.measured.runId === runId
    },
    measure: (measured, disk) => {
      const anchor = transferAnchor(dropAnchor(measured, disk), disk, lines)
      sites.set(measured.key, { anchor, measured })
    },
    edit: (edits, after) => moveAll((anchor) => carryAnchor(anchor, edits, lines, after), after),
    replace: (after) => moveAll((anchor) => transferAnchor(anchor, lines, after), after),
    placeOf: (key) => {
      const site = sites.get(key)
      if (site === undefined) return undefined
      const { anchor, measured } = site
      const state = stateOf(anchor, lines, measured.line)
      if (anchor.line === undefined || state === "detached") {
        return { line: undefined, reason: anchor.reason ?? "line gone" }
      }
      return { line: anchor.line, state }
    }
  }
}

/**
 * Carries an anchor from one text to another that differs in one stretch; inside the stretch by its
 * text alone.
 */
export const transferAnchor = (
  anchor: Anchor,
  from: readonly string[],
  to: readonly string[]
): Anchor => {
  if (from === to) return anchor
  if (anchor.line === undefined) return refindAnchor(anchor, to)
  const most = Math.min(from.length, to.length)
  let head = 0
  while (head < most && from[head] === to[head]) head++
  if (anchor.line < head) return anchor
  let tail = 0
  while (tail < most - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++
  if (anchor.line >= from.length - tail) {
    return { ...anchor, line: anchor.line + to.length - from.length }
  }
  return refindAnchor(anchor, to)
}
