/** A filter's text as tokens: parentheses, `and`, `or`, `not`, and terms. */

import { sentence } from "../sentence.ts"
import type { Pattern } from "./pattern.ts"
import { filterProblem, type FilterProblem } from "./problem.ts"

/** From `at` to before `end`, in UTF-16 units of the text. */
export interface Span {
  readonly at: number
  readonly end: number
}

export const OPERATORS = ["!=", ">=", "<=", "=", ":", ">", "<"] as const
export type Operator = (typeof OPERATORS)[number]

/** A word as it was meant: quotes taken off. */
export interface Word extends Span {
  readonly text: string
  /** A star in quotes is a star. */
  readonly pattern: Pattern
  readonly isQuoted: boolean
}

export interface TermToken extends Span {
  readonly _tag: "Term"
  /** Without a field the value is looked for everywhere. */
  readonly comparison: { readonly field: Word; readonly operator: Operator } | undefined
  readonly value: Word
}

export type Token = (Span & { readonly _tag: "Open" | "Close" | "And" | "Or" | "Not" }) | TermToken

/** Every character is looked at a bounded number of times. */
export const tokenize = (text: string): readonly Token[] | FilterProblem => {
  const tokens: Token[] = []
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const token = readToken(text, at)
    if (token._tag === "FilterProblem") return token
    tokens.push(token)
    at = token.end
  }
  return tokens
}

const KEYWORDS: ReadonlyMap<string, "And" | "Or" | "Not"> = new Map([
  ["and", "And"],
  ["or", "Or"],
  ["not", "Not"]
])

const readToken = (text: string, at: number): Token | FilterProblem => {
  if (text[at] === "(") return { _tag: "Open", at, end: at + 1 }
  if (text[at] === ")") return { _tag: "Close", at, end: at + 1 }
  const word = readWord(text, at, ENDS_FIELD)
  if ("_tag" in word) return word
  const operatorAt = skipSpace(text, word.end)
  const operator = OPERATORS.find((sign) => text.startsWith(sign, operatorAt))
  if (operator === undefined) {
    const keyword = word.isQuoted ? undefined : KEYWORDS.get(word.text.toLowerCase())
    if (keyword !== undefined) return { _tag: keyword, at, end: word.end }
    return { _tag: "Term", comparison: undefined, value: word, at, end: word.end }
  }
  const operatorEnd = operatorAt + operator.length
  if (word.end === word.at) {
    return filterProblem(
      { at: operatorAt, end: operatorEnd },
      sentence("nothing before `{0}`", operator),
      sentence(
        "Write the field in front of it, as in duration>50ms; text with such a sign goes in quotes."
      )
    )
  }
  const value = readWord(text, skipSpace(text, operatorEnd), ENDS_VALUE)
  if ("_tag" in value) return value
  if (value.end === value.at) {
    return filterProblem(
      value,
      sentence("nothing after `{0}`", `${word.text}${operator}`),
      sentence('Write the value behind it; "" is the empty text, * any value.')
    )
  }
  return { _tag: "Term", comparison: { field: word, operator }, value, at, end: value.end }
}

const ENDS_VALUE = /[\s()"]/y
/** Where a word may be a field, a sign ends it. */
const ENDS_FIELD = /[\s()"=:<>]|!=/y

/** From `at` to white space, a parenthesis or what else `ends` it; quoted parts are taken whole. Empty where nothing is. */
const readWord = (text: string, at: number, ends: RegExp): Word | FilterProblem => {
  const pattern = [""]
  let whole = ""
  let isQuoted = false
  const add = (literal: string) => {
    whole += literal
    pattern.push((pattern.pop() ?? "") + literal)
  }
  let index = at
  while (index < text.length) {
    ends.lastIndex = index
    const character = text[index] ?? ""
    if (character === '"') {
      const quoted = readQuoted(text, index)
      if ("_tag" in quoted) return quoted
      add(quoted.literal)
      isQuoted = true
      index = quoted.end
    } else if (ends.test(text)) break
    else if (character === "*") {
      whole += character
      pattern.push("")
      index += 1
    } else {
      add(character)
      index += 1
    }
  }
  return { text: whole, pattern, isQuoted, at, end: index }
}

/** `\"` and `\\` stand for a quote and a backslash; any other backslash is one. */
const readQuoted = (text: string, at: number): (Span & { literal: string }) | FilterProblem => {
  let literal = ""
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index] ?? ""
    if (character === '"') return { literal, at, end: index + 1 }
    const next = text[index + 1]
    if (character === "\\" && (next === '"' || next === "\\")) {
      literal += next
      index += 1
    } else literal += character
  }
  return filterProblem(
    { at, end: text.length },
    sentence("a quote that is not closed"),
    sentence('Close it with ", and write \\" for a quote in the text.')
  )
}

const skipSpace = (text: string, at: number): number => {
  let index = at
  while (/\s/.test(text[index] ?? "")) index += 1
  return index
}
