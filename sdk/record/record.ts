/** The Lapline record, version 1: one finished operation, as readers hold it in memory. */

export const RECORD_VERSION = 1

/** The longest line a writer may write and a reader will read, in bytes, newline included. */
export const MAX_LINE_BYTES = 65_536

/** How deep a line may nest, the line's own object included. */
export const MAX_DEPTH = 64

/** A longer duration (100 years) is a broken clock, not an operation: readers make it null. */
export const MAX_DURATION_MS = 3_155_760_000_000

export type Status = "ok" | "error" | "timeout" | "interrupted"

/** The metrics Lapline's own instrumentation writes. Readers accept any other string. */
export type Metric =
  | "run"
  | "resource"
  | "startup"
  | "turn"
  | "iteration"
  | "llm_call"
  | "tool_execution"
  | "response_formatting"
  | "db_query"
  | "db_transaction"
  | "db_connection"
  | "db_commit"
  | "db_rollback"
  | "rag_query"
  | "span"

/** Where the time was spent: `code.file.path`, `code.line.number` (1-based), `code.function.name`. */
export interface CodeLocation {
  readonly file: string | undefined
  readonly line: number | undefined
  readonly function: string | undefined
}

export interface RecordError {
  readonly type: string | undefined
  readonly message: string | undefined
  readonly stack: string | undefined
}

export interface LapRecord {
  /** End of the operation, microseconds since the Unix epoch; null when the line's timestamp is unusable. */
  readonly endMicros: number | null
  /** Milliseconds, monotonic; null when the line's duration is absent, negative, over MAX_DURATION_MS or not a number. */
  readonly durationMs: number | null
  readonly level: string
  readonly component: string
  readonly metric: string
  /** `total`, or the part of the operation that was timed. */
  readonly step: string
  readonly name: string
  readonly toolName: string | undefined
  readonly status: Status
  readonly sessionId: string | undefined
  readonly orderId: string | undefined
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  readonly parentSpanId: string | undefined
  readonly runId: string | undefined
  readonly code: CodeLocation
  readonly error: RecordError | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  /** Keys of the line that version 1 does not name, kept as they came. */
  readonly extra: Readonly<Record<string, unknown>>
}
