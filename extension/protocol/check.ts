/** Checks of data that came from the other side of a webview's border, where anything may be said. */

export type Fields = Readonly<Record<string, unknown>>

/** The fields of an object; undefined for anything else. */
export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined

export const isText = (value: unknown): value is string => typeof value === "string"

export const isFinite = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value)

/** A whole number from 0 on. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

export const isFigure = (value: unknown): value is number | null =>
  value === null || isFinite(value)

export const isListOf = <A>(
  value: unknown,
  isOne: (one: unknown) => one is A
): value is readonly A[] => Array.isArray(value) && value.every(isOne)

export const isTexts = (value: unknown): value is readonly string[] => isListOf(value, isText)

/** True when every number of the column is below `limit`: then each is a place in another column. */
export const isBelow = (column: Uint32Array | Int32Array, limit: number): boolean =>
  column.every((value) => value < limit)
