/** One accepted line to the parts that every line of its shape shares and those that vary. */

import { ERROR_KEYS, KNOWN_KEYS, LIFTED_KEYS } from "../../record/keys.ts"
import { FIELDS, UNNAMED_FIELD } from "./layout.ts"

export type LinePart =
  /** The bytes from one place of the line to another. */
  | { readonly _tag: "Constant"; readonly from: number; readonly to: number }
  | { readonly _tag: "Text" | "Number"; readonly field: number }

/**
 * The parts of a line that `decodeLine` accepted, in order, a constant between any two others; undefined when its keys do not tell what its
 * values are: a key that comes twice, or one written with escapes. Takes the line with a character for each byte ("latin1").
 */
export const linePartsOf = (text: string): readonly LinePart[] | undefined => {
  const parts: LinePart[] = []
  let constantFrom = 0
  const vary = (tag: "Text" | "Number", field: number, from: number, to: number) => {
    parts.push({ _tag: "Constant", from: constantFrom, to: from })
    parts.push({ _tag: tag, field })
    constantFrom = to
  }

  const value = (at: number, field: number | undefined): number => {
    const first = text[at]
    if (first === '"') {
      const close = closingQuote(text, at)
      if (field !== undefined) vary("Text", textField(field), at + 1, close)
      return close + 1
    }
    if (first === "{" || first === "[") return afterContainer(text, at)
    const to = afterScalar(text, at)
    if (field !== undefined && isNumberStart(first)) vary("Number", numberField(field), at, to)
    return to
  }

  /** After the object at `open`; -1 when its keys do not tell. */
  const object = (open: number, isAttributes: boolean): number => {
    const keys = new Set<string>()
    let at = afterSpace(text, open + 1)
    while (text[at] === '"') {
      const close = closingQuote(text, at)
      const key = text.slice(at + 1, close)
      if (keys.has(key) || key.includes("\\")) return -1
      keys.add(key)
      at = afterSpace(text, afterSpace(text, close + 1) + 1)
      if (!isAttributes && key === "attributes" && text[at] === "{") {
        at = object(at, true)
        if (at === -1) return -1
      } else at = value(at, isAttributes ? attributeField(key) : topLevelField(key))
      at = afterSpace(text, at)
      if (text[at] === ",") at = afterSpace(text, at + 1)
    }
    return at + 1
  }

  if (text[0] !== "{" || object(0, false) === -1) return undefined
  parts.push({ _tag: "Constant", from: constantFrom, to: text.length })
  return parts
}

/** What a record's readers ask for one by one, error texts and unknown keys vary; what tells the kind of operation does not. */
const topLevelField = (key: string): number | undefined => {
  const field = (FIELDS as readonly string[]).indexOf(key)
  if (field !== -1) return field
  return VARYING_KEYS.has(key) || !KNOWN_KEYS.has(key) ? UNNAMED_FIELD : undefined
}

/** Not `error.type`, which may decide on the status. */
const VARYING_KEYS: ReadonlySet<string> = new Set([...ERROR_KEYS.message, ...ERROR_KEYS.stack])

/** Keys that the decoder may lift out of the attributes stay as they are. */
const attributeField = (key: string): number | undefined =>
  LIFTED_KEYS.includes(key) ? undefined : UNNAMED_FIELD

/** A timestamp is text and a duration a number; of another type they count as absent. Ids may be both. */
const textField = (field: number): number => (field === DURATION ? UNNAMED_FIELD : field)
const numberField = (field: number): number => (field === TIMESTAMP ? UNNAMED_FIELD : field)

const TIMESTAMP = FIELDS.indexOf("timestamp")
const DURATION = FIELDS.indexOf("duration_ms")

const closingQuote = (text: string, open: number): number => {
  let close = text.indexOf('"', open + 1)
  while (isEscaped(text, close)) close = text.indexOf('"', close + 1)
  return close === -1 ? text.length : close
}

/** Whether an odd number of backslashes stands before. */
const isEscaped = (text: string, at: number): boolean => {
  let from = at
  while (text[from - 1] === "\\") from -= 1
  return (at - from) % 2 === 1
}

/** After the object or array at `open`. */
export const afterContainer = (text: string, open: number): number => {
  let depth = 0
  let at = open
  do {
    const first = text[at]
    if (first === '"') at = closingQuote(text, at)
    else if (first === "{" || first === "[") depth += 1
    else if (first === "}" || first === "]") depth -= 1
    at += 1
  } while (depth > 0 && at < text.length)
  return at
}

/** Of numbers and of true, false and null, in a line that is known to be JSON. */
const afterScalar = (text: string, from: number): number => {
  SCALAR.lastIndex = from
  SCALAR.test(text)
  return SCALAR.lastIndex
}

const SCALAR = /[^\s,\]}]*/gy

const isNumberStart = (first: string | undefined): boolean =>
  first === "-" || (first !== undefined && first >= "0" && first <= "9")

const afterSpace = (text: string, from: number): number => {
  let at = from
  while (SPACE.has(text[at])) at += 1
  return at
}

const SPACE: ReadonlySet<string | undefined> = new Set([" ", "\t", "\r", "\n"])
