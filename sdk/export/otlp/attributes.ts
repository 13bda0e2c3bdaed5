/** Values of a record as OTLP's attribute values. */

export interface AnyValue {
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly intValue?: number | string
  readonly doubleValue?: number
  readonly arrayValue?: { readonly values: AnyValue[] }
  readonly kvlistValue?: { readonly values: KeyValue[] }
}

export interface KeyValue {
  readonly key: string
  readonly value: AnyValue
}

/** What is undefined or null is left out. */
export const toKeyValues = (attributes: Readonly<Record<string, unknown>>): KeyValue[] =>
  Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === null
      ? []
      : [{ key: key.toWellFormed(), value: toValue(value) }]
  )

/** Records come from JSON, so there are no other types; they nest 64 levels at most. */
const toValue = (value: unknown): AnyValue => {
  if (typeof value === "string") return { stringValue: value.toWellFormed() }
  if (typeof value === "boolean") return { boolValue: value }
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: value }
  }
  if (Array.isArray(value)) {
    // OTLP has no word for null within a list; as text it keeps the places of the others.
    return { arrayValue: { values: value.map((each) => toValue(each ?? "null")) } }
  }
  return { kvlistValue: { values: toKeyValues(value as Readonly<Record<string, unknown>>) } }
}
