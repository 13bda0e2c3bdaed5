/**
 * The oracle: a text whose lines carry marks. A mark sits on the first character of a line of the
 * run and rides along with that character, whatever is done around it.
 */
import { indentOf } from "../../sdk/analyze/place/block.ts"
import type { TextEdit } from "../../sdk/analyze/place/edit.ts"

export interface Mark {
  /** Line of the run's text, 0-based. */
  readonly line: number
  /** Column that the line's first character has now. */
  readonly at: number
  /** True for a line that was copied: the original keeps the number while it reads as it did. */
  readonly isCopy: boolean
}

export interface ModelLine {
  readonly text: string
  readonly marks: readonly Mark[]
}

export type Model = readonly ModelLine[]

/** An edit whose inserted lines may bring marks along. */
export interface Change extends Omit<TextEdit, "text"> {
  readonly insert: Model
}

export const createModel = (lines: readonly string[]): Model =>
  lines.map((text, line) => ({ text, marks: [{ line, at: indentOf(text), isCopy: false }] }))

/** Changes of one event, later places first, as editors order them. */
export const applyChanges = (model: Model, changes: readonly Change[]): Model =>
  changes.reduce(applyChange, model)

export const toEdit = ({ insert, ...range }: Change): TextEdit => ({
  ...range,
  text: linesOf(insert).join("\n")
})

export const linesOf = (model: Model): readonly string[] => model.map(({ text }) => text)

/** The lines as a copy of them is. */
export const copied = (lines: Model): Model =>
  lines.map(({ text, marks }) => ({
    text,
    marks: marks.map((mark) => ({ ...mark, isCopy: true }))
  }))

export const plain = (...texts: readonly string[]): Model =>
  texts.map((text) => ({ text, marks: [] }))

/** What takes these changes back, later places first. */
export const invert = (changes: readonly Change[], before: Model): readonly Change[] => {
  let [lineWas, characterWas, lineIs, characterIs] = [0, 0, 0, 0]
  return changes
    .toReversed()
    .map(({ startLine, startCharacter, endLine, endCharacter, insert }) => {
      const line = lineIs + startLine - lineWas
      const sameLine = characterIs + startCharacter - characterWas
      const character = startLine === lineWas ? sameLine : startCharacter
      const rows = Math.max(1, insert.length)
      const width = insert.at(-1)?.text.length ?? 0
      ;[lineWas, characterWas] = [endLine, endCharacter]
      ;[lineIs, characterIs] = [line + rows - 1, rows === 1 ? character + width : width]
      const range = { startLine: line, startCharacter: character }
      const taken = plain(...sliceText(before, startLine, startCharacter, endLine, endCharacter))
      return { ...range, endLine: lineIs, endCharacter: characterIs, insert: taken }
    })
    .toReversed()
}

const sliceText = (
  model: Model,
  startLine: number,
  startCharacter: number,
  endLine: number,
  endCharacter: number
): readonly string[] => {
  const lines = linesOf(model).slice(startLine, endLine + 1)
  const last = lines.length - 1
  return lines.map((text, at) =>
    text.slice(at === 0 ? startCharacter : 0, at === last ? endCharacter : text.length)
  )
}

/** One change that makes the one text out of the other: all between what they begin and end with alike. */
export const changeBetween = (from: Model, to: Model): Change => {
  const same = (a: ModelLine | undefined, b: ModelLine | undefined) => a?.text === b?.text
  const most = Math.min(from.length, to.length) - 1
  let head = 0
  while (head < most && same(from[head], to[head])) head++
  let tail = 0
  while (tail < most - head && same(from.at(-1 - tail), to.at(-1 - tail))) tail++
  const end = from.length - 1 - tail
  return {
    startLine: head,
    startCharacter: 0,
    endLine: end,
    endCharacter: from[end]?.text.length ?? 0,
    insert: to.slice(head, to.length - tail)
  }
}

const applyChange = (model: Model, change: Change): Model => {
  const { startLine, startCharacter, endLine, endCharacter, insert } = change
  const first = model[startLine] ?? EMPTY
  const last = model[endLine] ?? EMPTY
  // Whose first word is replaced is still the same line, as long as something of it is left.
  const isLeft = startLine === endLine && last.text.slice(endCharacter).trim() !== ""
  const rides = (at: number) => isLeft && at >= startCharacter
  const head = {
    text: first.text.slice(0, startCharacter),
    marks: first.marks.filter(({ at }) => at < startCharacter)
  }
  const tail = {
    text: last.text.slice(endCharacter),
    marks: last.marks
      .filter(({ at }) => at >= endCharacter || rides(at))
      .map((mark) => ({ ...mark, at: Math.max(0, mark.at - endCharacter) }))
  }
  const [top = EMPTY, ...rest] = insert.length === 0 ? [EMPTY] : insert
  const joined = [join(head, top), ...rest]
  const bottom = joined.pop() ?? EMPTY
  return [...model.slice(0, startLine), ...joined, join(bottom, tail), ...model.slice(endLine + 1)]
}

const EMPTY: ModelLine = { text: "", marks: [] }

const join = (left: ModelLine, right: ModelLine): ModelLine => ({
  text: left.text + right.text,
  marks: [
    ...left.marks,
    ...right.marks.map((mark) => ({ ...mark, at: mark.at + left.text.length }))
  ]
})
