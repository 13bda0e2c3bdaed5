/** One line of a known shape: its few values at once, everything else when it is asked for. */

import { decodeLine } from "../../record/decode.ts"
import { MAX_DURATION_MS, type LapRecord } from "../../record/record.ts"
import { parseTimestamp } from "../../record/timestamp.ts"
import { FIELDS, ROW, ROWS } from "./layout.ts"
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
  readonly parentSpanId: string | undefined
  readonly runId: string | undefined
  /** The line's bytes, newline included, in the reader's own memory: copy what is to be kept. */
  readonly bytes: Buffer
  /** The whole record, decoded the slow way. */
  readonly record: () => LapRecord
}

export interface RowCursor {
  readonly row: Row
  /** Points `row` at the `index`-th row of the last walk. */
  readonly moveTo: (index: number, line: number) => void
}

export const makeRowCursor = (shapes: Shapes): RowCursor => {
  const { memory } = shapes.walker
  const words = new Uint32Array(memory)
  const doubles = new Float64Array(memory)
  const text = Buffer.from(memory)
  let at = ROWS
  let line = 0
  let shape: Shape | undefined

  const current = (): Shape => {
    shape ??= shapes.at(words[(at + ROW.shape) >>> 2] ?? 0)
    return shape
  }

  /** A field as it stands in the line: of text what is between the quotes. */
  const raw = (field: number): string => {
    const slot = (at + ROW.fields + 8 * field) >>> 2
    return text.toString("utf8", words[slot], words[slot + 1])
  }

  const id = (field: number): string | undefined => {
    const kind = current().fields[field]
    if (kind === undefined) return undefined
    if (kind === "Number") return String(Number(raw(field)))
    return unescaped(raw(field)) || undefined
  }

  const row: Row = {
    get shape() {
      return current()
    },
    get line() {
      return line
    },
    get durationMs() {
      if (current().fields[DURATION] === undefined) return null
      const known = doubles[(at + ROW.durationMs) >>> 3] ?? Number.NaN
      const ms = Number.isNaN(known) ? Number(raw(DURATION)) : known
      return ms >= 0 && ms <= MAX_DURATION_MS ? ms : null
    },
    get endMicros() {
      if (current().fields[TIMESTAMP] === undefined) return null
      const known = doubles[(at + ROW.endMicros) >>> 3] ?? Number.NaN
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
    get bytes() {
      const start = words[(at + ROW.start) >>> 2] ?? 0
      return text.subarray(start, start + (words[(at + ROW.length) >>> 2] ?? 0))
    },
    record: () => {
      const decoded = decodeLine(row.bytes.toString("utf8").trimEnd())
      // A shape is learned from an accepted line, and what varies in it cannot make a line refused.
      if (decoded._tag !== "Record") throw new Error(`a line of a known shape: ${decoded.reason}`)
      return decoded.record
    }
  }
  return {
    row,
    moveTo: (index, number) => {
      at = ROWS + index * ROW.bytes
      line = number
      shape = undefined
    }
  }
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
