/** The bytes of one log to rows, records, problems and counts: what the log decoder gives, at the speed of memory. */

import { MAX_LINE_BYTES, type LapRecord } from "../../record/record.ts"
import type { DuplicateFilter } from "../duplicate-filter.ts"
import { addCounts, makeLogDecoder, noLines } from "../log-decoder.ts"
import type { LogDecoder, LogFile, RecordSink } from "../log-decoder.ts"
import { PADDING, WINDOW, WINDOW_BYTES } from "./layout.ts"
import { makeRowCursor, type Row, type Rows } from "./row.ts"
import { makeShapes, type Shapes } from "./shapes.ts"

/** Gets rows, records and problems in the order of their lines, each line in one form. */
export interface RowSink extends RecordSink {
  /** A line of a known shape; lent for the call. */
  readonly onRow: (row: Row) => void
  /** Gets lines of known shapes many at a time, in place of `onRow`, where no line can be a duplicate. */
  readonly onRows?: (rows: Rows) => void
}

export interface RecordScannerOptions {
  readonly shapes?: Shapes
  /** Without it no line is a duplicate. */
  readonly duplicates?: DuplicateFilter
}

export interface RecordScanner extends LogDecoder {
  /** Room for the next bytes, at least 64 KiB: a chunk that was read into its beginning need not be copied. */
  readonly room: () => Buffer
}

/**
 * A line whose shape is known becomes a row. Any other goes to a log decoder of its own and, once accepted, has its
 * shape learned. Chunks are copied before `push` returns; a sink must not push.
 */
export const makeRecordScanner = (
  log: LogFile,
  sink: RowSink,
  { shapes = makeShapes(), duplicates }: RecordScannerOptions = {}
): RecordScanner => {
  const { walker } = shapes
  const window = Buffer.from(walker.memory, WINDOW, WINDOW_BYTES + PADDING)
  const cursor = makeRowCursor(shapes)
  const { row, moveTo } = cursor
  const onRows = duplicates === undefined ? sink.onRows : undefined
  let rows = 0
  let duplicateRows = 0
  let decodedLines = 0
  /** The beginning of a line that did not end yet, at most MAX_LINE_BYTES of it. */
  let held = NOTHING
  // The decoder gets the first line as it comes, for it looks at a log's first bytes, and the lines that are too long to hold.
  let isDecodersLine = true
  let isDecodersLog = false
  let accepted: LapRecord | undefined
  let problems = 0

  const decoder = makeLogDecoder(
    log,
    {
      onRecord: (record, origin) => {
        accepted = record
        sink.onRecord(record, { ...origin, line: origin.line + rows })
      },
      onProblem: (problem) => {
        problems += 1
        if (problem._tag === "NotUtf8") isDecodersLog = true
        sink.onProblem("line" in problem ? { ...problem, line: problem.line + rows } : problem)
      }
    },
    duplicates ?? NO_DUPLICATES
  )

  const decode = (line: Buffer) => {
    accepted = undefined
    problems = 0
    decoder.push(line)
    decodedLines += 1
    // With a problem the record was found behind a torn line.
    if (accepted !== undefined && problems === 0) shapes.learn(line, accepted)
  }

  const deliver = (count: number) => {
    if (onRows !== undefined) {
      rows += count
      return onRows(cursor.rows(count))
    }
    for (let index = 0; index < count; index++) {
      rows += 1
      moveTo(index, decodedLines + rows)
      if (isDuplicate()) duplicateRows += 1
      else sink.onRow(row)
    }
  }

  const isDuplicate = (): boolean =>
    duplicates !== undefined && row.hasSpanId && duplicates.isDuplicate(cursor.hash(), log)

  /** Takes the whole lines among the window's first bytes and returns where the rest begins. */
  const takeLines = (bytes: number): number => {
    window.fill(0, bytes, bytes + PADDING)
    let from = 0
    for (;;) {
      const walk = walker.scan(WINDOW + from, WINDOW + bytes)
      from = walk.position - WINDOW
      const { stop } = walk
      deliver(walk.rows)
      if (stop === "end") return from
      if (stop === "full") continue
      const length = window.subarray(from, bytes).indexOf(NEWLINE) + 1
      if (length === 0) return from
      decode(window.subarray(from, from + length))
      from += length
    }
  }

  /** Takes as much of the chunk as the window has room for and returns how much that is. */
  const take = (chunk: Buffer): number => {
    if (isDecodersLine) {
      const newline = chunk.indexOf(NEWLINE)
      const length = newline === -1 ? chunk.length : newline + 1
      decoder.push(chunk.subarray(0, length))
      if (newline !== -1) {
        isDecodersLine = false
        decodedLines += 1
      }
      return length
    }
    const length = Math.min(chunk.length, WINDOW_BYTES - held.length)
    held.copy(window)
    if (chunk.buffer !== window.buffer || chunk.byteOffset !== window.byteOffset + held.length) {
      chunk.copy(window, held.length, 0, length)
    }
    const bytes = held.length + length
    const rest = window.subarray(takeLines(bytes), bytes)
    isDecodersLine = rest.length > MAX_LINE_BYTES
    if (isDecodersLine) decoder.push(rest)
    held = isDecodersLine ? NOTHING : Buffer.from(rest)
    return length
  }

  return {
    room: () => window.subarray(held.length, WINDOW_BYTES),
    get counts() {
      return addCounts(decoder.counts, {
        ...noLines(),
        seen: rows,
        accepted: rows - duplicateRows,
        duplicate: duplicateRows
      })
    },
    push: (chunk) => {
      // Of a log that is not UTF-8 the decoder takes nothing more.
      for (let from = 0; from < chunk.length;) {
        from += isDecodersLog ? chunk.length : take(chunk.subarray(from))
      }
    },
    end: () => {
      decoder.push(held)
      held = NOTHING
      decoder.end()
    }
  }
}

const NEWLINE = 0x0a
const NOTHING = Buffer.alloc(0)
const NO_DUPLICATES: DuplicateFilter = { isDuplicate: () => false, forget: () => undefined }
