/** What the editor and the trace view say to each other; each side reads the other's words with suspicion. */
import { fieldsOf, isBelow, isCount, isListOf, isText, type Fields } from "./check.ts"
import { readColumns, type TraceColumns } from "./trace-columns.ts"

export type ToTrace =
  | {
      readonly _tag: "Trace"
      /** What opens the same trace again; the view keeps it, and gives it back after a restart. */
      readonly ref: Fields
      readonly trace: TraceColumns
    }
  /** Not in memory: not read yet, or let go. */
  | { readonly _tag: "Missing" }
  | {
      readonly _tag: "Details"
      readonly version: number
      readonly span: number
      readonly details: SpanDetails
    }
  | {
      readonly _tag: "Found"
      readonly version: number
      readonly query: string
      /** Rows in ascending order. */
      readonly spans: Uint32Array
      /** Why the query is none. */
      readonly problem: string | null
    }
  | { readonly _tag: "Select"; readonly span: number }

export interface SpanDetails {
  readonly name: string
  readonly facts: readonly Fact[]
  readonly error: { readonly title: string; readonly stack: string } | null
  /** Where it was measured; `canOpen` when a file of the workspace fits. */
  readonly place: { readonly text: string; readonly canOpen: boolean } | null
  readonly attributes: readonly Fact[]
}

export interface Fact {
  readonly label: string
  readonly value: string
}

export type FromTrace =
  | { readonly _tag: "Ready" }
  | { readonly _tag: "Search"; readonly version: number; readonly query: string }
  | { readonly _tag: "Describe"; readonly version: number; readonly span: number }
  | { readonly _tag: "OpenSource"; readonly version: number; readonly span: number }
  | { readonly _tag: "OpenText" }

export const readToTrace = (value: unknown): ToTrace | undefined => {
  const fields = fieldsOf(value)
  switch (fields?.["_tag"]) {
    case "Trace": {
      const trace = readColumns(fields["trace"])
      const ref = fieldsOf(fields["ref"])
      return trace && ref && { _tag: "Trace", ref, trace }
    }
    case "Missing":
      return { _tag: "Missing" }
    case "Select":
      return isCount(fields["span"]) ? { _tag: "Select", span: fields["span"] } : undefined
    case "Details": {
      const { version, span, details } = fields
      if (!isCount(version) || !isCount(span) || !isDetails(details)) return undefined
      return { _tag: "Details", version, span, details }
    }
    case "Found": {
      const { version, query, spans, problem } = fields
      const isFound =
        isCount(version) &&
        isText(query) &&
        spans instanceof Uint32Array &&
        isBelow(spans, 2 ** 31) &&
        (problem === null || isText(problem))
      return isFound ? { _tag: "Found", version, query, spans, problem } : undefined
    }
    default:
      return undefined
  }
}

export const readFromTrace = (value: unknown): FromTrace | undefined => {
  const fields = fieldsOf(value)
  const { _tag: tag, version, query, span } = fields ?? {}
  switch (tag) {
    case "Ready":
    case "OpenText":
      return { _tag: tag }
    case "Search":
      return isCount(version) && isText(query) ? { _tag: tag, version, query } : undefined
    case "Describe":
    case "OpenSource":
      return isCount(version) && isCount(span) ? { _tag: tag, version, span } : undefined
    default:
      return undefined
  }
}

const isDetails = (value: unknown): value is SpanDetails => {
  const { name, facts, error, place, attributes } = fieldsOf(value) ?? {}
  return (
    isText(name) &&
    isListOf(facts, isFact) &&
    isListOf(attributes, isFact) &&
    (error === null || isTexts(error, "title", "stack")) &&
    (place === null ||
      (isTexts(place, "text") && typeof fieldsOf(place)?.["canOpen"] === "boolean"))
  )
}

const isFact = (value: unknown): value is Fact => isTexts(value, "label", "value")

const isTexts = (value: unknown, ...keys: readonly string[]): boolean => {
  const fields = fieldsOf(value)
  return fields !== undefined && keys.every((key) => isText(fields[key]))
}
