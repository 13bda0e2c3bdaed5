/** One accepted line to the parts that every line of its shape shares and those that vary. */

import { ERROR_KEYS, KNOWN_KEYS, LIFTED_KEYS } from "../../record/keys.ts"
import { FIELDS, UNNAMED_FIELD } from "./layout.ts"

export type LinePart =
  | { readonly _tag: "Constant"; readonly bytes: Buffer }
  | { readonly _tag: "Text" | "Number"; readonly field: number }

/**
 * The parts of a line that `decodeLine` accepted, in order, a constant between any two others; undefined when its keys do not tell what its
 * values are: a key that comes twice, or one written with escapes.
 */
export const linePartsOf = (line: Buffer): readonly LinePart[] | undefined => {
  const parts: LinePart[] = []
  let constantFrom = 0
  const vary = (tag: "Text" | "Number", field: number, from: number, to: number) => {
    parts.push({ _tag: "Constant", bytes: line.subarray(constantFrom, from) })
    parts.push({ _tag: tag, field })
    constantFrom = to
  }

  const value = (at: number, field: number | undefined): number => {
    const byte = line[at]
    if (byte === QUOTE) {
      const close = closingQuote(line, at)
      if (field !== undefined) vary("Text", textField(field), at + 1, close)
      return close + 1
    }
    if (byte === BRACE || byte === BRACKET) return afterContainer(line, at)
    const to = afterScalar(line, at)
    if (field !== undefined && isNumberStart(byte)) vary("Number", numberField(field), at, to)
    return to
  }

  /** After the object at `open`; -1 when its keys do not tell. */
  const object = (open: number, isAttributes: boolean): number => {
    const keys = new Set<string>()
    let at = afterSpace(line, open + 1)
    while (line[at] === QUOTE) {
      const close = closingQuote(line, at)
      const key = line.toString("utf8", at + 1, close)
      if (keys.has(key) || key.includes("\\")) return -1
      keys.add(key)
      at = afterSpace(line, afterSpace(line, close + 1) + 1)
      if (!isAttributes && key === "attributes" && line[at] === BRACE) {
        at = object(at, true)
        if (at === -1) return -1
      } else at = value(at, isAttributes ? attributeField(key) : topLevelField(key))
      at = afterSpace(line, at)
      if (line[at] === COMMA) at = afterSpace(line, at + 1)
    }
    return at + 1
  }

  if (line[0] !== BRACE || object(0, false) === -1) return undefined
  parts.push({ _tag: "Constant", bytes: line.subarray(constantFrom) })
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

const QUOTE = 0x22
const BACKSLASH = 0x5c
const BRACE = 0x7b
const BRACKET = 0x5b
const COMMA = 0x2c

const closingQuote = (line: Buffer, open: number): number => {
  let at = open + 1
  while (at < line.length && line[at] !== QUOTE) at += line[at] === BACKSLASH ? 2 : 1
  return at
}

/** After the object or array at `open`. */
export const afterContainer = (line: Buffer, open: number): number => {
  let depth = 0
  let at = open
  do {
    const byte = line[at]
    if (byte === QUOTE) at = closingQuote(line, at)
    else if (byte === BRACE || byte === BRACKET) depth += 1
    else if (byte === BRACE + 2 || byte === BRACKET + 2) depth -= 1
    at += 1
  } while (depth > 0 && at < line.length)
  return at
}

const afterScalar = (line: Buffer, from: number): number => {
  let at = from
  while (isScalarByte(line[at])) at += 1
  return at
}

/** Of numbers and of true, false and null, in a line that is known to be JSON. */
const isScalarByte = (byte: number | undefined): boolean =>
  byte !== undefined && byte > 0x20 && byte !== COMMA && byte !== BRACE + 2 && byte !== BRACKET + 2

const isNumberStart = (byte: number | undefined): boolean =>
  byte === 0x2d || (byte !== undefined && byte >= 0x30 && byte <= 0x39)

const afterSpace = (line: Buffer, from: number): number => {
  let at = from
  while (line[at] === 0x20 || line[at] === 0x09 || line[at] === 0x0d || line[at] === 0x0a) at += 1
  return at
}
