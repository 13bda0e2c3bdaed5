/** A record of a line of known shape that decodes what is seldom asked for when it is asked for. */

import { decodeLine } from "../../record/decode.ts"
import type { CodeLocation, LapRecord, RecordError, Status } from "../../record/record.ts"
import { readAttributes } from "./line-attributes.ts"
import type { Row } from "./row.ts"
import type { Shape } from "./shapes.ts"

/**
 * Outlives the row it is made of: it keeps the line, 0.5 kB, where a decoded record takes three times that. A class, so that a
 * million of them share their getters; a copy by spreading would lose these. Lines stand outside of the garbage collector's heap, which
 * would copy each of them twice: some thirty neighbours share a buffer, for they come and go together.
 */
export class RowRecord implements LapRecord {
  readonly endMicros: number | null
  readonly durationMs: number | null
  readonly sessionId: string | undefined
  readonly orderId: string | undefined
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  readonly parentSpanId: string | undefined
  readonly runId: string | undefined
  readonly #shape: Shape
  readonly #lines: Buffer
  readonly #from: number
  readonly #to: number

  constructor(row: Row) {
    this.endMicros = row.endMicros
    this.durationMs = row.durationMs
    this.sessionId = row.sessionId
    this.orderId = row.orderId
    this.traceId = row.traceId
    this.spanId = row.spanId
    this.parentSpanId = row.parentSpanId
    this.runId = row.runId
    this.#shape = row.shape
    const { length } = row
    if (shelf.used + length > shelf.lines.length) {
      shelf.lines = Buffer.allocUnsafeSlow(Math.max(SHELF_BYTES, length))
      shelf.used = 0
    }
    this.#lines = shelf.lines
    this.#from = shelf.used
    this.#to = shelf.used += row.copyTo(shelf.lines, shelf.used)
  }

  get level(): string {
    return this.#shape.level
  }
  get component(): string {
    return this.#shape.component
  }
  get metric(): string {
    return this.#shape.metric
  }
  get step(): string {
    return this.#shape.step
  }
  get name(): string {
    return this.#shape.name
  }
  get toolName(): string | undefined {
    return this.#shape.toolName
  }
  get status(): Status {
    return this.#shape.status
  }
  get code(): CodeLocation {
    return this.#shape.code
  }
  get error(): RecordError | undefined {
    return this.toJSON().error
  }
  get attributes(): LapRecord["attributes"] {
    const shared = this.#shape.attributes
    if (shared === undefined) return this.toJSON().attributes
    if (shared._tag === "Same") return shared.attributes
    if (latest.attributesOf !== this) {
      // A character for each byte.
      latest.attributes = readAttributes(
        this.#lines.toString("latin1", this.#from, this.#to),
        shared
      )
      latest.attributesOf = this
    }
    return latest.attributes
  }
  get extra(): LapRecord["extra"] {
    return this.toJSON().extra
  }

  /** The whole record as `decodeLine` gives it. */
  toJSON(): LapRecord {
    if (latest.of === this && latest.record !== undefined) return latest.record
    const decoded = decodeLine(this.#lines.toString("utf8", this.#from, this.#to).trimEnd())
    // A shape is learned from an accepted line, and what varies in it cannot make a line refused.
    if (decoded._tag !== "Record") throw new Error(`a line of a known shape: ${decoded.reason}`)
    latest.of = this
    latest.record = decoded.record
    return decoded.record
  }
}

const SHELF_BYTES = 16_384

/** Where the next line is copied to. */
const shelf = { lines: Buffer.alloc(0), used: 0 }

/** Several things are asked of one record before the next one's turn; to keep them all would take the memory that laziness saves. */
const latest: {
  of: RowRecord | undefined
  record: LapRecord | undefined
  attributesOf: RowRecord | undefined
  attributes: LapRecord["attributes"]
} = { of: undefined, record: undefined, attributesOf: undefined, attributes: {} }
