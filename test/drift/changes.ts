/** What people and their tools do to a source file, as changes of the model. */
import { blockLines, indentOf } from "../../sdk/analyze/place/block.ts"
import { changeBetween, copied, plain, type Change, type Model, type ModelLine } from "./model.ts"

export const kinds = [
  "insert",
  "delete",
  "type",
  "erase",
  "split",
  "join",
  "move line",
  "move function",
  "rename",
  "reformat",
  "duplicate line",
  "duplicate function",
  "duplicate and rename",
  "cut",
  "paste",
  "undo",
  "go back"
] as const

export type Kind = (typeof kinds)[number]

/** Any numbers: what they choose from depends on the text. */
export interface Step {
  readonly kind: Kind
  readonly a: number
  readonly b: number
  /** Seen as edits of an open editor, or found afterwards as another text on disk. */
  readonly channel: "typed" | "disk"
}

/** What a script has besides the text: the clipboard, and the texts that were there before. */
export interface Surroundings {
  readonly clipboard: { lines: Model; isUsed: boolean }
  readonly past: readonly Model[]
  /** What takes the last step back, as an editor's undo does. */
  undo: readonly Change[]
  /** Lines of another file, in which something was cut. */
  readonly foreign: readonly string[]
}

/** The changes of a step, later places first; none when there is nothing to do it to. */
export const changesOf = (
  { kind, a, b }: Step,
  model: Model,
  around: Surroundings
): readonly Change[] => {
  const line = a % model.length
  const other = b % model.length
  const block = functionAt(model, line)
  switch (kind) {
    case "insert":
      return [insertAt(other, plain(...NOISE.slice(a % NOISE.length, (a % NOISE.length) + 3)))]
    case "delete":
      return [remove(line, Math.min(model.length - 1, line + 1 + (b % 4)))]
    case "type":
      return [within(line, place(model, line, b), 0, ["x", " ", "// ", "(", "await "][a % 5] ?? "")]
    case "erase":
      return [within(line, place(model, line, b), 1 + (a % 3), "", model)]
    case "split":
      return [{ ...within(line, place(model, line, b), 0, ""), insert: plain("", "    ") }]
    case "join":
      return line === 0 ? [] : [joinUp(line, model)]
    case "move line":
      return moveTo(line, line + 1, other, model)
    case "move function":
      return moveTo(block.from, block.to, other, model)
    case "rename":
      return renameAll(wordIn(model, line, b), `renamed${a % 7}`, model)
    case "reformat":
      return reindent(a % 2 === 0 ? "    " : "\t", model)
    case "duplicate line":
      return [insertAt(other, copied(model.slice(line, line + 1)))]
    case "duplicate function":
      return [insertAt(b % 2 === 0 ? block.to : block.from, copied(slice(model, block)))]
    case "duplicate and rename":
      return [insertAt(b % 2 === 0 ? block.to : block.from, renamedCopy(model, block, a))]
    case "cut":
      around.clipboard.lines = slice(model, block)
      around.clipboard.isUsed = false
      return [remove(block.from, block.to)]
    case "paste":
      return [insertAt(other, pasted(around, a))]
    case "undo":
      return around.undo
    case "go back":
      return back(around.past[a % Math.max(1, around.past.length)], model)
  }
}

const NOISE = ["", "// note", "const added = 1", "if (added) {", "  added()", "}", "pass", "# note"]

/** The function, or the statement, that a line belongs to, with its end exclusive. */
const functionAt = (model: Model, line: number): { readonly from: number; readonly to: number } => {
  const lines = model.map(({ text }) => text)
  let from = line
  while (from > 0 && !/^[^\s)\]}`]/.test(lines[from] ?? "")) from--
  const last = blockLines(lines, from).at(-1) ?? from
  return { from, to: Math.min(last + 1, model.length - 1) }
}

const slice = (model: Model, { from, to }: { readonly from: number; readonly to: number }): Model =>
  model.slice(from, to)

const range = (
  startLine: number,
  startCharacter: number,
  endLine: number,
  endCharacter: number
) => ({
  startLine,
  startCharacter,
  endLine,
  endCharacter
})

const insertAt = (line: number, lines: Model): Change => ({
  ...range(line, 0, line, 0),
  insert: [...lines, ...plain("")]
})

const remove = (from: number, to: number): Change => ({ ...range(from, 0, to, 0), insert: [] })

const place = (model: Model, line: number, b: number): number =>
  b % ((model[line]?.text.length ?? 0) + 1)

const within = (line: number, at: number, length: number, text: string, model?: Model): Change => {
  const most = model?.[line]?.text.length ?? at
  return {
    ...range(line, at, line, Math.max(at, Math.min(at + length, most))),
    insert: plain(text)
  }
}

const joinUp = (line: number, model: Model): Change => {
  const [above, own] = [model[line - 1]?.text ?? "", model[line]?.text ?? ""]
  return { ...range(line - 1, above.length, line, indentOf(own)), insert: plain(" ") }
}

const moveTo = (from: number, to: number, target: number, model: Model): readonly Change[] => {
  if (to >= model.length || (target >= from && target <= to)) return []
  const taken = remove(from, to)
  const put = insertAt(target, model.slice(from, to))
  return target > to ? [put, taken] : [taken, put]
}

const WORD = /[A-Za-z_]\w{2,}/g

const wordIn = (model: Model, line: number, b: number): string | undefined => {
  const words = model[line]?.text.match(WORD) ?? []
  return words[b % Math.max(1, words.length)]
}

const renameAll = (word: string | undefined, to: string, model: Model): readonly Change[] =>
  model
    .flatMap(({ text }, line) =>
      [...text.matchAll(WORD)]
        .filter((match) => match[0] === word)
        .map(({ index }) => ({
          ...range(line, index, line, index + (word?.length ?? 0)),
          insert: plain(to)
        }))
    )
    .toReversed()

const reindent = (unit: string, model: Model): readonly Change[] =>
  model
    .flatMap(({ text }, line) => {
      const indent = text.slice(0, indentOf(text))
      const depth = indent.includes("\t") ? indent.length : Math.ceil(indent.length / 2)
      const wanted = unit.repeat(depth)
      if (text.trim() === "" || wanted === indent) return []
      return [{ ...range(line, 0, line, indent.length), insert: plain(wanted) }]
    })
    .toReversed()

/** A copy whose head has another name: what people make of a duplicate. */
const renamedCopy = (
  model: Model,
  block: { readonly from: number; readonly to: number },
  a: number
): Model => {
  const [head, ...rest] = copied(slice(model, block))
  if (head === undefined) return []
  const words = head.text.match(WORD) ?? []
  const word = words[a % Math.max(1, words.length)] ?? "none"
  const renamed: ModelLine = {
    text: head.text.replaceAll(word, `other${a % 7}`),
    marks: head.marks
  }
  return [renamed, ...rest]
}

/** What was cut comes back itself the first time, and as a copy after that; an empty clipboard holds a function of another file. */
const pasted = ({ clipboard, foreign }: Surroundings, a: number): Model => {
  const { lines, isUsed } = clipboard
  if (lines.length === 0) {
    const other = plain(...foreign)
    return slice(other, functionAt(other, a % other.length))
  }
  clipboard.isUsed = true
  return isUsed ? copied(lines) : lines
}

const back = (to: Model | undefined, model: Model): readonly Change[] =>
  to === undefined ? [] : [changeBetween(model, to)]
