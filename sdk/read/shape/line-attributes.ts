/** Where the attributes stand in the lines of one shape, so that they can be read without the rest. */

import type { LapRecord } from "../../record/record.ts"
import { afterContainer, type LinePart } from "./line-parts.ts"

/** Either all lines have the same, or the object begins at the only key of that name and ends so many bytes before the line's end. */
export type LineAttributes =
  | { readonly _tag: "Same"; readonly attributes: LapRecord["attributes"] }
  | { readonly _tag: "Last"; readonly bytesAfter: number }

/** Of the shape of this line, given with a character for each byte; undefined when only the whole line tells. */
export const lineAttributesOf = (
  line: string,
  parts: readonly LinePart[],
  record: LapRecord
): LineAttributes | undefined => {
  const same = { _tag: "Same", attributes: Object.freeze(record.attributes) } as const
  const key = line.indexOf(KEY)
  if (key === -1) return Object.keys(record.attributes).length === 0 ? same : undefined
  const from = key + KEY.length - 1
  const to = afterContainer(line, from)
  const varying = parts.flatMap((part) => (part._tag === "Constant" ? [part.to] : []))
  // Behind the last constant nothing varies.
  const places = varying.slice(0, -1)
  if (places.some((place) => place >= to)) return undefined
  const isAsDecoded =
    JSON.stringify(parsed(line.slice(from, to))) === JSON.stringify(record.attributes)
  if (!isAsDecoded) return undefined
  return places.some((place) => place > from)
    ? { _tag: "Last", bytesAfter: line.length - to }
    : same
}

/** The attributes of another line of the shape, given with a character for each byte. */
export const readAttributes = (
  line: string,
  { bytesAfter }: Extract<LineAttributes, { readonly _tag: "Last" }>
): LapRecord["attributes"] => {
  const from = line.indexOf(KEY) + KEY.length - 1
  return parsed(line.slice(from, line.length - bytesAfter)) as LapRecord["attributes"]
}

/** Of JSON with a character for each byte. */
const parsed = (bytes: string): unknown =>
  JSON.parse(/[\u0080-\u00ff]/.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes)

/** No string of JSON holds this: it is a key wherever it stands, and values that vary are no objects. */
const KEY = '"attributes":{'
