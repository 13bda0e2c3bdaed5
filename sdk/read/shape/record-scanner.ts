/** The bytes of one log to rows, records, problems and counts: what the log decoder gives, at the speed of memory. */

import { MAX_LINE_BYTES, type LapRecord } from "../../record/record.ts"
import type { DuplicateFilter } from "../duplicate-filter.ts"
import { addCounts, makeLogDecoder, noLines } from "../log-decoder.ts"
import type { LogDecoder, LogFile, RecordSink } from "../log-decoder.ts"
import { PADDING, ROOM_BYTES, ROOMS } from "./layout.ts"
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
  /**
   * Room for the next bytes: a chunk that was read into either is not copied, and while its lines are taken the next one may be
   * read into the other. The bytes behind a chunk in its room are overwritten. Any other chunk is copied into the first room.
   */
  readonly rooms: readonly [Buffer, Buffer]
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
  const memory = Buffer.from(walker.memory)
  const roomAt = (place: number) => Buffer.from(walker.memory, place, ROOM_BYTES)
  const rooms = [roomAt(ROOMS[0]), roomAt(ROOMS[1])] as const
  const cursor = makeRowCursor(shapes)
  const { row, moveTo } = cursor
  const onRows = duplicates === undefined ? sink.onRows : undefined
  let rows = 0
  let duplicateRows = 0
  let decodedLines = 0
  /** Has in its first bytes the beginning of a line that did not end yet. */
  const held = Buffer.alloc(MAX_LINE_BYTES)
  let heldBytes = 0
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
        const line = "line" in problem && problem.line !== undefined ? problem.line + rows : 0
        sink.onProblem("line" in problem ? { ...problem, line } : problem)
      }
    },
    duplicates
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

  /** Takes the whole lines between two places of the memory and returns where the rest begins. */
  const takeLines = (start: number, end: number): number => {
    memory.fill(0, end, end + PADDING)
    let from = start
    for (;;) {
      const walk = walker.scan(from, end)
      from = walk.position
      const { stop } = walk
      deliver(walk.rows)
      if (stop === "end") return from
      if (stop === "full") continue
      const length = memory.subarray(from, end).indexOf(NEWLINE) + 1
      if (length === 0) return from
      decode(memory.subarray(from, from + length))
      from += length
    }
  }

  /** Takes as much of the chunk as a room holds and returns how much that is. */
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
    const length = Math.min(chunk.length, ROOM_BYTES)
    const [room] = rooms
    const isInRoom = chunk.buffer === walker.memory
    if (!isInRoom) chunk.copy(room, 0, 0, length)
    const place = isInRoom ? chunk.byteOffset : room.byteOffset
    held.copy(memory, place - heldBytes, 0, heldBytes)
    const end = place + length
    const rest = memory.subarray(takeLines(place - heldBytes, end), end)
    isDecodersLine = rest.length > MAX_LINE_BYTES
    if (isDecodersLine) decoder.push(rest)
    heldBytes = isDecodersLine ? 0 : rest.copy(held)
    return length
  }

  return {
    rooms,
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
      decoder.push(held.subarray(0, heldBytes))
      heldBytes = 0
      decoder.end()
    }
  }
}

const NEWLINE = 0x0a
