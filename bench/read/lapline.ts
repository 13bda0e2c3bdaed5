/** Lapline's answer: rows of the record scanner, a histogram for each line. */

import { closeSync, openSync, readSync } from "node:fs"
import { createHistogram, quantile, record, totalMs } from "../../sdk/analyze/histogram.ts"
import type { Histogram } from "../../sdk/analyze/histogram.ts"
import type { CodeLocation } from "../../sdk/record/record.ts"
import { makeRecordScanner } from "../../sdk/read/shape/record-scanner.ts"
import { makeShapes, type Shape } from "../../sdk/read/shape/shapes.ts"
import type { WalkerKind } from "../../sdk/read/shape/walker.ts"
import type { LineAnswer, Reader } from "./answer.ts"

interface Tally {
  readonly histogram: Histogram
  /** Durations that are not in the histogram yet: one histogram's buckets fit the cache, those of all lines do not. */
  readonly waiting: Float64Array
  waitingCount: number
  errors: number
}

const BATCH = 256

const settle = (tally: Tally) => {
  for (let index = 0; index < tally.waitingCount; index++) {
    record(tally.histogram, tally.waiting[index] ?? Number.NaN)
  }
  tally.waitingCount = 0
}

const CHUNK_BYTES = 262_144

const read = (file: string, kind: WalkerKind): readonly LineAnswer[] => {
  const byLine = new Map<string, Tally>()
  const byShape = new Map<Shape, Tally>()
  const tallyOf = ({ file, line }: CodeLocation): Tally => {
    const key = `${file}:${line}`
    const known = byLine.get(key)
    if (known !== undefined) return known
    const tally: Tally = {
      histogram: createHistogram(),
      waiting: new Float64Array(BATCH),
      waitingCount: 0,
      errors: 0
    }
    byLine.set(key, tally)
    return tally
  }
  const add = (tally: Tally, durationMs: number, status: string) => {
    tally.waiting[tally.waitingCount++] = durationMs
    if (tally.waitingCount === BATCH) settle(tally)
    if (status !== "ok") tally.errors += 1
  }
  const scanner = makeRecordScanner(
    { path: file },
    {
      onRow: ({ shape, durationMs }) => {
        if (durationMs === null) return
        let tally = byShape.get(shape)
        if (tally === undefined) {
          tally = tallyOf(shape.code)
          byShape.set(shape, tally)
        }
        add(tally, durationMs, shape.status)
      },
      onRecord: ({ code, durationMs, status }) => {
        if (durationMs !== null) add(tallyOf(code), durationMs, status)
      },
      onProblem: (problem) => {
        throw new Error(`a line is broken: ${JSON.stringify(problem)}`)
      }
    },
    { shapes: makeShapes(kind) }
  )
  const handle = openSync(file, "r")
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let bytes = readSync(handle, buffer); bytes > 0; bytes = readSync(handle, buffer)) {
    scanner.push(buffer.subarray(0, bytes))
  }
  closeSync(handle)
  for (const tally of byLine.values()) settle(tally)
  return [...byLine].map(([line, { histogram, errors }]) => ({
    line,
    count: histogram.count,
    errors,
    total: totalMs(histogram),
    p50: quantile(histogram, 0.5) ?? Number.NaN,
    p95: quantile(histogram, 0.95) ?? Number.NaN,
    p99: quantile(histogram, 0.99) ?? Number.NaN
  }))
}

export const laplineWebAssembly: Reader = async ({ file }) => read(file, "WebAssembly")
export const laplineJavaScript: Reader = async ({ file }) => read(file, "JavaScript")
