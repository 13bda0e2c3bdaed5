/** One term of a filter, checked and made a predicate. */

import type { LapRecord } from "../../record/record.ts"
import { sentence } from "../sentence.ts"
import { ATTRIBUTE, attributeField, FIELDS, OTHER_NAMES, slashes, type Field } from "./field.ts"
import { isPathEnd, isWhole, isWithin, type Pattern } from "./pattern.ts"
import { closest, filterProblem, type FilterProblem } from "./problem.ts"
import { OPERATORS, type Operator, type TermToken, type Word } from "./token.ts"

export type Predicate = (record: LapRecord) => boolean

export const predicateOf = ({ comparison, value }: TermToken): Predicate | FilterProblem => {
  if (comparison === undefined) return textPredicate(FIELDS.get("text"), ":", value)
  const { field: word, operator } = comparison
  const field = fieldOf(word)
  if (field === undefined) return unknownField(word)
  const allowed = field._tag === "Status" ? EXACT : OPERATORS_OF[field._tag]
  if (!allowed.includes(operator)) {
    return filterProblem(
      { at: word.at, end: value.end },
      sentence("`{0}` cannot be compared with `{1}`", word.text, operator),
      sentence("It takes {0}.", allowed.join(" "))
    )
  }
  switch (field._tag) {
    case "Status":
      return statusPredicate(operator, value)
    case "Duration":
      return numberPredicate(field, operator, value, milliseconds(value))
    case "Number":
      return numberPredicate(field, operator, value, plainNumber(value))
    case "Attribute":
      return isOrder(operator)
        ? numberPredicate(field, operator, value, plainNumber(value))
        : textPredicate(field, operator, value)
    default:
      return textPredicate(field, operator, value)
  }
}

const EXACT: readonly Operator[] = ["=", ":", "!="]
const TEXT: readonly Operator[] = ["=", ":", "!="]
const NUMBER: readonly Operator[] = ["=", "!=", "<", "<=", ">", ">="]
const OPERATORS_OF = {
  Text: TEXT,
  Path: TEXT,
  Number: NUMBER,
  Duration: NUMBER,
  Attribute: OPERATORS
} as const

const isOrder = (operator: Operator): boolean =>
  operator.startsWith("<") || operator.startsWith(">")

const fieldOf = ({ text }: Word): Field | undefined =>
  text.startsWith(ATTRIBUTE) && text.length > ATTRIBUTE.length
    ? attributeField(text.slice(ATTRIBUTE.length))
    : FIELDS.get(text.toLowerCase())

const unknownField = (word: Word): FilterProblem => {
  const meant = OTHER_NAMES[word.text] ?? closest(word.text, FIELDS.keys())
  const quotes = sentence("To look for text that holds a sign, put it in quotes.")
  const hint =
    meant !== undefined
      ? sentence("Did you mean {0}?", meant)
      : word.text.includes(".")
        ? sentence("Attributes are written {0}. {1}", ATTRIBUTE + word.text, quotes)
        : sentence("Fields are {0} and attr.KEY. {1}", [...FIELDS.keys()].join(", "), quotes)
  return filterProblem(word, sentence("no field `{0}`", word.text), hint)
}

/** `!=` is true as well where the record has no such field. */
const textPredicate = (
  field: Field | undefined,
  operator: Operator,
  { pattern }: Word
): Predicate => {
  if (field === undefined || !("values" in field)) return () => false
  const { values } = field
  const isPath = field._tag === "Path"
  const wanted = isPath ? pattern.map(slashes) : pattern
  if (operator === ":") {
    const folded = wanted.map((part) => part.toLowerCase())
    return (record) => values(record).some((value) => isWithin(folded, value.toLowerCase()))
  }
  const matches: (pattern: Pattern, text: string) => boolean = isPath ? isPathEnd : isWhole
  const isEqual: Predicate = (record) => values(record).some((value) => matches(wanted, value))
  return operator === "!=" ? (record) => !isEqual(record) : isEqual
}

const STATUSES: Readonly<Record<string, readonly string[]>> = {
  ok: ["ok"],
  error: ["error"],
  timeout: ["timeout"],
  interrupted: ["interrupted"],
  failed: ["error", "timeout"]
}

const statusPredicate = (operator: Operator, value: Word): Predicate | FilterProblem => {
  const name = value.text.toLowerCase()
  const wanted = Object.hasOwn(STATUSES, name) ? STATUSES[name] : undefined
  if (wanted === undefined) {
    const known = Object.keys(STATUSES)
    const meant = closest(name, known)
    return filterProblem(
      value,
      sentence("no status `{0}`", value.text),
      meant === undefined
        ? sentence("A status is ok, error, timeout or interrupted; failed is error or timeout.")
        : sentence("Did you mean {0}?", meant)
    )
  }
  return ({ status }) => wanted.includes(status) === (operator !== "!=")
}

const numberPredicate = (
  field: Field,
  operator: Operator,
  { pattern }: Word,
  wanted: number | FilterProblem
): Predicate | FilterProblem => {
  if (!("value" in field)) return () => false
  const { value } = field
  // `duration=*`: whether there is one.
  if (pattern.length === 2 && pattern.every((part) => part === "") && !isOrder(operator)) {
    return (record) => (value(record) !== null) === (operator === "=")
  }
  if (typeof wanted !== "number") return wanted
  const compare = COMPARISONS[operator]
  return (record) => {
    const own = value(record)
    return own === null ? operator === "!=" : compare(own, wanted)
  }
}

const COMPARISONS: Readonly<Record<Operator, (own: number, wanted: number) => boolean>> = {
  "=": (own, wanted) => own === wanted,
  ":": (own, wanted) => own === wanted,
  "!=": (own, wanted) => own !== wanted,
  "<": (own, wanted) => own < wanted,
  "<=": (own, wanted) => own <= wanted,
  ">": (own, wanted) => own > wanted,
  ">=": (own, wanted) => own >= wanted
}

const plainNumber = (word: Word): number | FilterProblem =>
  /^-?\d+(?:\.\d+)?$/.test(word.text)
    ? Number(word.text)
    : filterProblem(
        word,
        sentence("`{0}` is no number", word.text),
        sentence("Write digits, as in 42 or 0.5.")
      )

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["μs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["min", 60_000],
  ["h", 3_600_000]
])

const milliseconds = (word: Word): number | FilterProblem => {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) ?(\D*)$/.exec(word.text) ?? []
  const factor = UNITS_MS.get(unit)
  if (digits !== undefined && factor !== undefined) return Number(digits) * factor
  return filterProblem(
    word,
    digits !== undefined && unit === ""
      ? sentence("`{0}` has no unit", word.text)
      : sentence("`{0}` is no duration", word.text),
    sentence("Write a number and ns, us, ms, s, min or h, as in 50ms or 1.5s.")
  )
}
