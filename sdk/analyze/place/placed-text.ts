/**
 * One source file's text and the sites anchored in it, through edits, replacement and new
 * measurements.
 */
import {
  carryAnchor,
  dropAnchor,
  guessAt,
  placeAnchor,
  releaseAnchor,
  transferAnchor,
  type Anchor,
  type AnchorQuery,
  type TextPlace
} from "./anchor.ts"
import { createCodeText, type CodeText } from "./code-text.ts"
import type { TextEdit } from "./edit.ts"

export type { TextPlace }

export interface Measured extends AnchorQuery {
  readonly key: string
  /**
   * What tells one measurement from a later one: a site is looked for again only when this changes.
   */
  readonly runId: string | undefined
}

/** The texts of a file that matter when a site is measured in it. */
export interface MeasuredTexts {
  readonly run:
    | { readonly _tag: "Certain" | "Likely"; readonly lines: readonly string[] }
    | { readonly _tag: "Unknown" }
  readonly disk: readonly string[]
  /** Where the language's own tools see the site's function in the shown text, 0-based. */
  readonly symbolLine?: number
}

export interface PlacedText {
  /** True when this measurement of the site has its anchor already. */
  readonly knows: (key: string, runId: string | undefined) => boolean
  /** Anchors a site in the text that ran, then takes it over to the text as it is shown. */
  readonly measure: (measured: Measured, texts: MeasuredTexts) => void
  /** The shown text was edited; `after` is the result. */
  readonly edit: (edits: readonly TextEdit[], after: readonly string[]) => void
  /** The shown text was replaced in a way nobody saw. */
  readonly replace: (after: readonly string[]) => void
  /** The last edits were no edits that anyone made: lines are looked for by what they say. */
  readonly release: () => void
  /** 0-based line and state of a site; undefined when it was never measured here. */
  readonly placeOf: (key: string) => TextPlace | undefined
}

interface Placed {
  anchor: Anchor
  readonly measured: Measured
  /** Worked out when asked for; void once the text changes. */
  place: TextPlace | undefined
}

export const createPlacedText = (lines: readonly string[]): PlacedText => {
  let shown = createCodeText(lines)
  const sites = new Map<string, Placed>()
  const codeOf = createCodeMemory()

  const changeTo = (
    after: CodeText,
    move: (anchor: Anchor, before: CodeText, after: CodeText) => Anchor
  ) => {
    for (const site of sites.values()) {
      site.anchor = move(site.anchor, shown, after)
      site.place = undefined
    }
    shown = after
  }
  return {
    knows: (key, runId) => {
      const known = sites.get(key)
      return known !== undefined && known.measured.runId === runId
    },
    measure: (measured, { run, disk, symbolLine }) => {
      const text = codeOf(disk)
      const ran = run._tag === "Unknown" ? run : { _tag: run._tag, text: codeOf(run.lines) }
      const dropped = dropAnchor(measured, ran, text)
      const anchor = transferAnchor(dropped, dropped.origin?.text ?? text, shown)
      const isLost = placeAnchor(anchor, shown).line === undefined
      const own = isLost && symbolLine !== undefined ? guessAt(anchor, symbolLine, shown) : anchor
      sites.set(measured.key, { anchor: own, measured, place: undefined })
    },
    edit: (edits, after) =>
      changeTo(createCodeText(after), (anchor, before, next) =>
        carryAnchor(anchor, edits, before, next)
      ),
    replace: (after) => changeTo(createCodeText(after), transferAnchor),
    release: () => changeTo(shown, (anchor) => releaseAnchor(anchor, shown)),
    placeOf: (key) => {
      const site = sites.get(key)
      if (site === undefined) return undefined
      return (site.place ??= placeAnchor(site.anchor, shown))
    }
  }
}

/** One reading of a text for all sites that are measured in it, not one each. */
const createCodeMemory = (): ((lines: readonly string[]) => CodeText) => {
  const known = new WeakMap<readonly string[], CodeText>()
  return (lines) => {
    const code = known.get(lines) ?? createCodeText(lines)
    known.set(lines, code)
    return code
  }
}
