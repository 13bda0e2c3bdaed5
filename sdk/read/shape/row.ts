/** One line of a known shape: its few values at once, everything else when it is asked for. */

import { MAX_DURATION_MS } from "../../record/record.ts"
import { parseTimestamp } from "../../record/timestamp.ts"
import { FIELDS, ROW, ROWS } from "./layout.ts"
import { RowRecord } from "./row-record.ts"
import type { Shape, Shapes } from "./shapes.ts"

/** Lent for the call it is given in. Every value is what `decodeLine` gives for the line. */
export interface Row {
  readonly shape: Shape
  /** 1-based number of the line in its log. */
  readonly line: number
  readonly durationMs: number | null
  readonly endMicros: number | null
  readonly sessionId: string | undefined
  readonly orderId: string | undefined
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  readonly hasSpanId: boolean
  readonly parentSpanId: string | undefined
  readonly runId: string | undefined
  /** Of the line, newline included, in bytes. */
  readonly length: number
  /** Copies the line to a place that has room for it, and returns its length. */
  readonly copyTo: (target: Buffer, at: number) => number
  /** The record, to be kept: what a row has not is decoded when it is asked for. */
  readonly record: () => RowRecord
}

/** The rows of one walk. Lent for the call they are given in. */
export interface Rows {
  readonly count: number
  /** Which of the shapes that `Shapes.at` knows: a key to what is kept for a shape. */
  readonly shapeNumberAt: (index: number) => number
  readonly durationMsAt: (index: number) => number | null
}

export interface RowCursor {
  readonly row: Row
  /** Points `row` at the `index`-th row of the last walk. */
  readonly moveTo: (index: number, line: number) => void
  /** The line's hash, as `hashLine` gives it for what is from its first to its last brace. */
  readonly hash: () => number
  /** The first `count` rows of the last walk. */
  readonly rows: (count: number) => Rows
}

export const makeRowCursor = (shapes: Shapes): RowCursor => {
  const { walker } = shapes
  const { memory } = walker
  const words = new Uint32Array(memory)
  const doubles = new Float64Array(memory)
  const text = Buffer.from(memory)
  let at = ROWS
  let line = 0
  let shape = NO_SHAPE

  /** A field as it stands in the line: of text what is between the quotes. */
  const raw = (field: number): string => {
    const slot = (at + ROW.fields + 8 * field) >>> 2
    return text.toString("utf8", words[slot], words[slot + 1])
  }

  /** Neighbours share most ids: a text that is the last one again is neither decoded nor kept twice. */
  const lastTexts = FIELDS.map(() => "")
  const textOf = (field: number): string => {
    const slot = (at + ROW.fields + 8 * field) >>> 2
    const [from = 0, to = 0] = [words[slot], words[slot + 1]]
    const last = lastTexts[field] ?? ""
    let same = from
    while (same < to && text[same] === last.charCodeAt(same - from)) same += 1
    if (same === to && last.length === to - from) return last
    const decoded = text.toString("utf8", from, to)
    // Only where a byte is a character may bytes and characters be compared.
    lastTexts[field] = decoded.length === to - from ? decoded : ""
    return decoded
  }

  const id = (field: number): string | undefined => {
    const kind = shape.fields[field]
    if (kind === undefined) return undefined
    if (kind === "Number") return String(Number(raw(field)))
    return unescaped(textOf(field)) || undefined
  }

  const row: Row = {
    get shape() {
      return shape
    },
    get line() {
      return line
    },
    get durationMs() {
      if (shape.fields[DURATION] === undefined) return null
      const known = doubles[(at + ROW.durationMs) >>> 3] ?? Number.NaN
      if (known >= 0 && known <= MAX_DURATION_MS) return known
      const ms = Number(raw(DURATION))
      return ms >= 0 && ms <= MAX_DURATION_MS ? ms : null
    },
    get endMicros() {
      if (shape.fields[TIMESTAMP] === undefined) return null
      const slot = (at + ROW.fields + 8 * TIMESTAMP) >>> 2
      const known = walker.timestamp(words[slot] ?? 0, words[slot + 1] ?? 0)
      return Number.isNaN(known) ? parseTimestamp(unescaped(raw(TIMESTAMP))) : known
    },
    get sessionId() {
      return id(SESSION)
    },
    get orderId() {
      return id(ORDER)
    },
    get traceId() {
      return id(TRACE)
    },
    get spanId() {
      return id(SPAN)
    },
    get parentSpanId() {
      return id(PARENT)
    },
    get runId() {
      return id(RUN)
    },
    get length() {
      return words[(at + ROW.length) >>> 2] ?? 0
    },
    copyTo: (target, offset) => {
      const start = words[(at + ROW.start) >>> 2] ?? 0
      return text.copy(target, offset, start, start + (words[(at + ROW.length) >>> 2] ?? 0))
    },
    get hasSpanId() {
      const slot = (at + ROW.fields + 8 * SPAN) >>> 2
      return shape.fields[SPAN] !== undefined && words[slot] !== words[slot + 1]
    },
    record: () => new RowRecord(row)
  }

  const shapeNumberAt = (index: number): number =>
    words[(ROWS + index * ROW.bytes + ROW.shape) >>> 2] ?? 0

  const moveTo = (index: number, number: number) => {
    at = ROWS + index * ROW.bytes
    line = number
    shape = shapes.at(shapeNumberAt(index))
  }

  return {
    row,
    moveTo,
    hash: () => {
      const from = words[(at + ROW.start) >>> 2] ?? 0
      let to = from + (words[(at + ROW.length) >>> 2] ?? 0)
      while (text[to - 1] !== CLOSING_BRACE) to -= 1
      return walker.hash(from, to)
    },
    rows: (count) => ({
      count,
      shapeNumberAt,
      durationMsAt: (index) => {
        const known = doubles[(ROWS + index * ROW.bytes + ROW.durationMs) >>> 3] ?? Number.NaN
        if (known >= 0 && known <= MAX_DURATION_MS) return known
        moveTo(index, 0)
        return row.durationMs
      }
    })
  }
}

const CLOSING_BRACE = 0x7d

/** What the cursor points at before the first move. */
const NO_SHAPE: Shape = {
  level: "",
  component: "",
  metric: "",
  step: "",
  name: "",
  toolName: undefined,
  status: "ok",
  errorType: undefined,
  code: { file: undefined, line: undefined, function: undefined },
  fields: [],
  attributes: undefined
}

const unescaped = (text: string): string =>
  text.includes("\\") ? String(JSON.parse(`"${text}"`)) : text

const TIMESTAMP = FIELDS.indexOf("timestamp")
const DURATION = FIELDS.indexOf("duration_ms")
const SESSION = FIELDS.indexOf("session_id")
const ORDER = FIELDS.indexOf("order_id")
const TRACE = FIELDS.indexOf("trace_id")
const SPAN = FIELDS.indexOf("span_id")
const PARENT = FIELDS.indexOf("parent_span_id")
const RUN = FIELDS.indexOf("run_id")
