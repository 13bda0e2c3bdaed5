/**
 * Lapline's filter language: `tool=CheckEligibility and duration>50ms`. One parser for the command line and the editor;
 * docs/filter.md tells it to people.
 */

import { sentence } from "../sentence.ts"
import { filterProblem, type FilterProblem } from "./problem.ts"
import { predicateOf, type Predicate } from "./term.ts"
import { tokenize, type Span, type Token } from "./token.ts"

export type { FilterProblem } from "./problem.ts"

export interface Filter {
  readonly _tag: "Filter"
  readonly text: string
  /** Takes time that grows with the record and the filter, whatever stands in them. */
  readonly matches: Predicate
}

/** A longer filter is refused, so that no text from a settings file can cost time. */
export const MAX_FILTER_LENGTH = 500

const MAX_NESTING = 32

/**
 * `or` binds weakest, then `and` (which may be left out), then `not`. The empty text matches everything. The first
 * problem is the one returned.
 */
export const parseFilter = (text: string): Filter | FilterProblem => {
  if (text.length > MAX_FILTER_LENGTH) {
    return filterProblem(
      { at: MAX_FILTER_LENGTH, end: text.length },
      sentence("longer than {0} characters", MAX_FILTER_LENGTH),
      sentence("Ask for less at once.")
    )
  }
  const tokens = tokenize(text)
  if ("_tag" in tokens) return tokens
  if (tokens.length === 0) return { _tag: "Filter", text, matches: () => true }
  const cursor: Cursor = { tokens, next: 0, depth: 0, end: text.length }
  const matches = alternatives(cursor)
  if (typeof matches !== "function") return matches
  const left = tokens[cursor.next]
  if (left === undefined) return { _tag: "Filter", text, matches }
  return filterProblem(
    left,
    sentence("a `)` that closes nothing"),
    sentence("Take it away, or open it with (.")
  )
}

interface Cursor {
  readonly tokens: readonly Token[]
  next: number
  depth: number
  /** Length of the text: where what is missing would stand. */
  readonly end: number
}

const tagAt = ({ tokens, next }: Cursor) => tokens[next]?._tag

const alternatives = (cursor: Cursor): Predicate | FilterProblem => {
  const parts: Predicate[] = []
  do {
    const part = conjunction(cursor)
    if (typeof part !== "function") return part
    parts.push(part)
  } while (take(cursor, "Or"))
  return parts.length === 1 ? only(parts) : (record) => parts.some((part) => part(record))
}

const conjunction = (cursor: Cursor): Predicate | FilterProblem => {
  const parts: Predicate[] = []
  do {
    const part = negation(cursor)
    if (typeof part !== "function") return part
    parts.push(part)
  } while (take(cursor, "And") || startsPart(tagAt(cursor)))
  return parts.length === 1 ? only(parts) : (record) => parts.every((part) => part(record))
}

const negation = (cursor: Cursor): Predicate | FilterProblem => {
  let isNegated = false
  while (take(cursor, "Not")) isNegated = !isNegated
  const part = primary(cursor)
  return isNegated && typeof part === "function" ? (record) => !part(record) : part
}

const primary = (cursor: Cursor): Predicate | FilterProblem => {
  const token = cursor.tokens[cursor.next]
  if (token?._tag === "Term") {
    cursor.next += 1
    return predicateOf(token)
  }
  if (token?._tag === "Open") return group(cursor, token)
  const before = cursor.tokens[cursor.next - 1]
  const missing = { at: token?.at ?? cursor.end, end: token?.end ?? cursor.end }
  return filterProblem(
    missing,
    before === undefined
      ? sentence("nothing to look for")
      : sentence("nothing after `{0}`", nameOf(before)),
    sentence(
      'Write a term such as status=failed there; the words and, or, not themselves go in quotes: "and".'
    )
  )
}

const group = (cursor: Cursor, open: Span): Predicate | FilterProblem => {
  if (cursor.depth === MAX_NESTING) {
    return filterProblem(
      open,
      sentence("nested deeper than {0}", MAX_NESTING),
      sentence("Use fewer parentheses.")
    )
  }
  cursor.next += 1
  cursor.depth += 1
  const inner = alternatives(cursor)
  cursor.depth -= 1
  if (typeof inner !== "function" || take(cursor, "Close")) return inner
  return filterProblem(open, sentence("a `(` that is not closed"), sentence("Close it with )."))
}

const take = (cursor: Cursor, tag: Token["_tag"]): boolean => {
  if (tagAt(cursor) !== tag) return false
  cursor.next += 1
  return true
}

const startsPart = (tag: Token["_tag"] | undefined): boolean =>
  tag === "Term" || tag === "Open" || tag === "Not"

const NAMES = { Open: "(", Close: ")", And: "and", Or: "or", Not: "not", Term: "term" } as const

const nameOf = ({ _tag }: Token): string => NAMES[_tag]

const only = ([part = () => true]: readonly Predicate[]): Predicate => part
