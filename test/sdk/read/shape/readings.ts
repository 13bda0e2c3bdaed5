/** One log read both ways, event by event in one form: by the log decoder, and by the scanner of line shapes. */

import assert from "node:assert/strict"
import type { LapRecord } from "../../../../sdk/record/record.ts"
import { makeDuplicateFilter } from "../../../../sdk/read/duplicate-filter.ts"
import { makeLogDecoder } from "../../../../sdk/read/log-decoder.ts"
import type { LineCounts, LogDecoder, Origin } from "../../../../sdk/read/log-decoder.ts"
import type { ReadProblem } from "../../../../sdk/read/problem.ts"
import { FIELDS } from "../../../../sdk/read/shape/layout.ts"
import { makeRecordScanner } from "../../../../sdk/read/shape/record-scanner.ts"
import type { RowRecord } from "../../../../sdk/read/shape/row-record.ts"
import type { Row } from "../../../../sdk/read/shape/row.ts"
import { makeShapes, type Shapes } from "../../../../sdk/read/shape/shapes.ts"

export interface Reading {
  readonly events: readonly unknown[]
  readonly counts: LineCounts
}

const LOG = { path: "test.jsonl" }

const feed = (decoder: LogDecoder, chunks: readonly Buffer[], ends: boolean) => {
  for (const chunk of chunks) decoder.push(chunk)
  if (ends) decoder.end()
}

interface Options {
  readonly duplicates: boolean
  /** Whether the input is closed, so that an unfinished last line counts. */
  readonly ends: boolean
}

export const readByDecoder = (chunks: readonly Buffer[], options: Options): Reading => {
  const events: unknown[] = []
  const decoder = makeLogDecoder(
    LOG,
    {
      onRecord: (record: LapRecord, { line }: Origin) => void events.push({ line, record }),
      onProblem: (problem: ReadProblem) => void events.push(problem)
    },
    options.duplicates ? makeDuplicateFilter() : { isDuplicate: () => false, forget: () => {} }
  )
  feed(decoder, chunks, options.ends)
  return { events, counts: { ...decoder.counts } }
}

/** The record as plain data, after a check that it says the same key by key. */
const decodedAgain = (kept: RowRecord): LapRecord => {
  const record = kept.toJSON()
  for (const key of Object.keys(record) as (keyof LapRecord)[]) {
    assert.deepEqual(kept[key], record[key], key)
  }
  return record
}

/** Checks of every row that its own values are those of its record. */
export const recordOf = (row: Row): LapRecord => {
  const kept = row.record()
  const record = decodedAgain(kept)
  const { errorType, fields, attributes: _, ...alike } = row.shape
  const { durationMs, endMicros, sessionId, orderId, traceId, spanId, parentSpanId, runId } = row
  const own = { durationMs, endMicros, sessionId, orderId, traceId, spanId, parentSpanId, runId }
  assert.equal(fields.length, FIELDS.length)
  assert.deepEqual({ ...record, ...alike, ...own }, record)
  assert.equal(errorType, record.error?.type)
  return record
}

export const readByScanner = (
  chunks: readonly Buffer[],
  options: Options & { readonly shapes?: Shapes }
): Reading & { readonly rows: number; readonly shapes: Shapes } => {
  const events: unknown[] = []
  const { shapes = makeShapes() } = options
  let rows = 0
  const scanner = makeRecordScanner(
    LOG,
    {
      onRow: (row) => {
        rows += 1
        events.push({ line: row.line, record: recordOf(row) })
      },
      onRecord: (record, { line }) => void events.push({ line, record }),
      onProblem: (problem) => void events.push(problem)
    },
    options.duplicates ? { shapes, duplicates: makeDuplicateFilter() } : { shapes }
  )
  feed(scanner, chunks, options.ends)
  return { events, counts: { ...scanner.counts }, rows, shapes }
}

/** The bytes cut at the given lengths, taken in turn. */
export const cut = (bytes: Buffer, lengths: readonly number[]): readonly Buffer[] => {
  const chunks: Buffer[] = []
  let from = 0
  for (let index = 0; from < bytes.length; index++) {
    const length = lengths[index % lengths.length] ?? bytes.length
    chunks.push(bytes.subarray(from, from + length))
    from += length
  }
  return chunks
}

/** Fails unless both ways give the same events in the same order and the same counts. */
export const assertSameReading = (
  chunks: readonly Buffer[],
  options: Options & { readonly shapes?: Shapes }
): void => {
  const expected = readByDecoder(chunks, options)
  const { events, counts } = readByScanner(chunks, options)
  assert.deepEqual(events, expected.events)
  assert.deepEqual(counts, expected.counts)
}
