/** Plays a script of edits on a real file, and compares what is placed with what the oracle knows. */
import { blockLines, headLines, readingOf } from "../../sdk/analyze/place/block.ts"
import {
  createPlacedText,
  type MeasuredTexts,
  type PlacedText,
  type TextPlace
} from "../../sdk/analyze/place/placed-text.ts"
import { changesOf, type Step, type Surroundings } from "./changes.ts"
import {
  applyChanges,
  createModel,
  invert,
  linesOf,
  toEdit,
  type Change,
  type Model
} from "./model.ts"
import type { SourceFile, TracedLine } from "./sites.ts"

/**
 * `likely`: it comes after every other step, and knows a commit that the remaining steps make of the run's text.
 * `open`: the editor saw the run's text and every step. `certain`: it comes after all of them and knows the run's text,
 * from a commit or from before; `unknown`: it comes after all of them and knows nothing but names.
 */
export type Knowledge = "open" | "certain" | "likely" | "unknown"

export interface Script {
  readonly file: SourceFile
  readonly knowledge: Knowledge
  readonly steps: readonly Step[]
  readonly foreign: readonly string[]
}

export interface Tally {
  /** Numbers whose line is still in the file as it was measured, and of these those shown as good. */
  intact: number
  kept: number
  /** Numbers whose line is still there with other code, and of these those shown as edited. */
  changed: number
  marked: number
  /** Marked numbers on another line than the one they were measured on. */
  astray: number
}

export const emptyTally = (): Tally => ({ intact: 0, kept: 0, changed: 0, marked: 0, astray: 0 })

/** What a step makes of the file. */
export interface Played {
  readonly index: number
  readonly step: Step
  readonly changes: readonly Change[]
  readonly lines: readonly string[]
  /** Every way in which the text may have come about, the steps' own first. */
  readonly worlds: readonly Model[]
}

/** Plays the steps one after the other; one that finds nothing to do is passed over. */
export const playSteps = function* ({ file, steps, foreign }: Script): Generator<Played> {
  let worlds: readonly Model[] = [createModel(file.lines)]
  const truths = new Map([[file.lines.join("\n"), worlds]])
  const past: Model[] = [...worlds]
  let around: Surroundings = { clipboard: { lines: [], isUsed: false }, past, undo: [], foreign }
  for (const [index, step] of steps.entries()) {
    const surroundings = worlds.map(() => ({ ...around, clipboard: { ...around.clipboard } }))
    const changes = worlds.map((model, at) => changesOf(step, model, surroundings[at] ?? around))
    const [before = [], own = []] = [worlds[0], changes[0]]
    if (own.length === 0) continue
    const next = worlds.map((model, at) => applyChanges(model, changes[at] ?? []))
    const lines = linesOf(next[0] ?? [])
    worlds = [...(truths.get(lines.join("\n")) ?? []), ...next].slice(0, MOST_WORLDS)
    truths.set(lines.join("\n"), worlds)
    past.push(...worlds.slice(0, 1))
    const clipboard = surroundings[0]?.clipboard ?? around.clipboard
    // What was cut is in the text again: pasted once more it is a copy.
    if (step.kind === "undo" || step.kind === "go back") clipboard.isUsed = true
    around = { ...around, clipboard, undo: step.kind === "go back" ? [] : invert(own, before) }
    yield { index, step, changes: own, lines, worlds }
  }
}

export const isTyped = ({ channel, kind }: Step): boolean =>
  channel === "typed" && kind !== "go back"

/** Adds to the tally; answers the sentence of the first number that stands unmarked where it must not. */
export const playScript = (script: Script, tally: Tally): string | undefined => {
  const { knowledge } = script
  return knowledge === "open" ? playOpen(script, tally) : playLate(script, knowledge, tally)
}

const playOpen = (script: Script, tally: Tally): string | undefined => {
  const { file } = script
  const placed = createPlacedText(file.lines)
  measure(placed, file, { run: { _tag: "Certain", lines: file.lines }, disk: file.lines })
  for (const { index, step, changes, lines, worlds } of playSteps(script)) {
    if (isTyped(step)) placed.edit(changes.map(toEdit), lines)
    else placed.replace(lines)
    const fault = compare(placed.placeOf, script, worlds, tally)
    if (fault !== undefined) return `after step ${index} (${step.kind}, ${step.channel}): ${fault}`
  }
  return undefined
}

const playLate = (
  script: Script,
  knowledge: Exclude<Knowledge, "open">,
  tally: Tally
): string | undefined => {
  const { file, steps } = script
  const isOwn = (_: Step, index: number) => knowledge !== "likely" || index % 2 === 0
  const worlds = lastWorlds({ ...script, steps: steps.filter(isOwn) })
  const others = lastWorlds({
    ...script,
    steps: steps.filter((step, index) => !isOwn(step, index))
  })
  const lines = linesOf(worlds[0] ?? [])
  const run: Record<typeof knowledge, MeasuredTexts["run"]> = {
    certain: { _tag: "Certain", lines: file.lines },
    likely: { _tag: "Likely", lines: linesOf(others[0] ?? []) },
    unknown: { _tag: "Unknown" }
  }
  const late = createPlacedText(lines)
  measure(late, file, { run: run[knowledge], disk: lines })
  return compare(late.placeOf, script, worlds, tally)
}

const lastWorlds = (script: Script): readonly Model[] =>
  [...playSteps(script)].at(-1)?.worlds ?? [createModel(script.file.lines)]

/** Where the editor shows a site, by its key. */
export type PlaceOf = (key: string) => TextPlace | undefined

/** The same text can have come about in more than one way: two functions swapped, or nothing done at all. */
const MOST_WORLDS = 4

/** The fault that every way of telling how the text came about finds. */
export const compare = (
  placeOf: PlaceOf,
  script: Script,
  worlds: readonly Model[],
  tally: Tally
): string | undefined => {
  const [first, ...others] = worlds
  const fault = first && compareWith(placeOf, script, first, tally)
  const isRight = others.some(
    (world) => compareWith(placeOf, script, world, emptyTally()) === undefined
  )
  return isRight ? undefined : fault
}

const measure = (placed: PlacedText, { sites }: SourceFile, texts: MeasuredTexts): void => {
  for (const { line, names } of sites) {
    placed.measure({ key: String(line), runId: "r", names, line: line + 1 }, texts)
  }
}

const compareWith = (
  placeOf: PlaceOf,
  { file, knowledge }: Script,
  model: Model,
  tally: Tally
): string | undefined => {
  for (const site of file.sites) {
    const place = placeOf(String(site.line))
    const own = model.findIndex(({ marks }) => marks.some(isOf(site, false)))
    const isIntact = own !== -1 && readsAsMeasured(model, own, site, file)
    if (own !== -1) tally[isIntact ? "intact" : "changed"] += 1
    if (place?.line === undefined) continue
    const isShownAsGood = place.state !== "edited"
    if (own !== -1 && place.line === own) {
      if (isIntact && isShownAsGood) tally.kept += 1
      if (!isIntact && !isShownAsGood) tally.marked += 1
    }
    if (!isShownAsGood && place.line !== own) tally.astray += 1
    if (!isShownAsGood) continue
    const fault = wrongness(place.line, site, model, { file, knowledge, own, isIntact })
    const { name } = site.names
    if (fault !== undefined) {
      return `${file.path}:${site.line + 1} (${name}) is shown ${place.state} on line ${place.line + 1}: ${fault}`
    }
    if ((place.state === "fresh") !== (place.line === site.line))
      return `${place.state} on a line that is not`
  }
  return undefined
}

/** Who does not know for certain what ran goes by names, and cannot tell what the code was. */
const isByNames = (knowledge: Knowledge): boolean =>
  knowledge === "unknown" || knowledge === "likely"

interface Known {
  readonly file: SourceFile
  readonly knowledge: Knowledge
  readonly own: number
  readonly isIntact: boolean
}

/** What is wrong with a number without a mark on this line. */
const wrongness = (
  line: number,
  site: TracedLine,
  model: Model,
  { file, knowledge, own, isIntact }: Known
): string | undefined => {
  const marks = model[line]?.marks ?? []
  const reads = readsAsMeasured(model, line, site, file)
  if (marks.some(isOf(site, false))) {
    // Who knows only names cannot know what the code was.
    return reads || isByNames(knowledge) ? undefined : "the code was edited"
  }
  // Of a line that was broken in two, the half that has the name.
  const above = model[line - 1]?.marks ?? []
  const half = readingOf(model[line]?.text ?? "")
  if (isByNames(knowledge) && above.some(isOf(site, false)) && half !== "") {
    if (readingOf(file.lines[site.line] ?? "").endsWith(half)) return undefined
  }
  // A function that got a decorator begins with it, as Python tells its first line.
  const below = model[line + 1]?.marks ?? []
  if (isByNames(knowledge) && half.startsWith("@") && below.some(isOf(site, false))) {
    return undefined
  }
  // Deleting a line and the end of its function, or the twin that comes next and its head, leaves the same text.
  if (own === -1 && reads && headsAsMeasured(model, line, site, file)) return undefined
  if (!marks.some(isOf(site, true))) return `it was measured on what is line ${own + 1} now`
  // A copy is what remains of code whose original is gone or reads otherwise.
  if (isByNames(knowledge)) return undefined
  const isOriginalWhole = wholeAsMeasured(model, own, site, file)
  if (wholeAsMeasured(model, line, site, file) && !isOriginalWhole) return undefined
  if (isIntact && headsAsMeasured(model, own, site, file))
    return `this is a copy, the original is on line ${own + 1}`
  const heirs = model.filter(
    (other, at) =>
      other.marks.some(isOf(site, true)) &&
      readsAsMeasured(model, at, site, file) &&
      headsAsMeasured(model, at, site, file)
  )
  return heirs.length === 1 && reads ? undefined : `one copy of ${heirs.length}`
}

const isOf =
  ({ line }: TracedLine, copy: boolean) =>
  (mark: { readonly line: number; readonly isCopy: boolean }): boolean =>
    mark.line === line && mark.isCopy === copy

/** Whether the code from this line on is what was measured, line by line, layout aside. */
const readsAsMeasured = (
  model: Model,
  from: number,
  { block }: TracedLine,
  { lines }: SourceFile
): boolean => {
  let at = from
  for (const measured of block) {
    while (at > from && at < model.length && model[at]?.text.trim() === "") at++
    if (readingOf(model[at]?.text ?? "") !== readingOf(lines[measured] ?? "")) return false
    at++
  }
  return true
}

/** Whether code stands in the function that it was measured in, by the words of its heads. */
const headsAsMeasured = (model: Model, at: number, { line }: TracedLine, file: SourceFile) => {
  const heads = (lines: readonly string[], of: number) =>
    headLines(lines, of).map((head) => readingOf(lines[head] ?? ""))
  return heads(linesOf(model), at).join("\n") === heads(file.lines, line).join("\n")
}

/** Whether all of the function around a line is what was measured. */
const wholeAsMeasured = (model: Model, at: number, site: TracedLine, file: SourceFile): boolean => {
  const measured = headLines(file.lines, site.line).at(-1) ?? site.line
  const head = headLines(linesOf(model), at).at(-1) ?? at
  const block = blockLines(file.lines, measured)
  const lines = model.keys().filter((other) => model[other]?.text.trim() !== "" && other >= head)
  const isAtItsPlace = [...lines].indexOf(at) === block.indexOf(site.line)
  return isAtItsPlace && readsAsMeasured(model, head, { ...site, block }, file)
}
