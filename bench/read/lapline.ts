/** Lapline's answer: rows of the record scanner, a histogram for each line. */

import { closeSync, openSync, readSync } from "node:fs"
import { createHistogram, quantiles, recordAll, totalMs } from "../../sdk/analyze/histogram.ts"
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
  recordAll(tally.histogram, tally.waiting, tally.waitingCount)
  tally.waitingCount = 0
}

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
      onRow: () => undefined,
      onRows: ({ count, shapeAt, durationMsAt }) => {
        for (let index = 0; index < count; index++) {
          const durationMs = durationMsAt(index)
          if (durationMs === null) continue
          const shape = shapeAt(index)
          let tally = byShape.get(shape)
          if (tally === undefined) {
            tally = tallyOf(shape.code)
            byShape.set(shape, tally)
          }
          add(tally, durationMs, shape.status)
        }
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
  for (;;) {
    const room = scanner.room()
    const bytes = readSync(handle, room)
    if (bytes === 0) break
    scanner.push(room.subarray(0, bytes))
  }
  closeSync(handle)
  for (const tally of byLine.values()) settle(tally)
  return [...byLine].map(([line, { histogram, errors }]) => {
    const [p50, p95, p99] = quantiles(histogram, [0.5, 0.95, 0.99]).map((ms) => ms ?? Number.NaN)
    const total = totalMs(histogram)
    return { line, count: histogram.count, errors, total, p50, p95, p99 } as LineAnswer
  })
}

export const laplineWebAssembly: Reader = async ({ file }) => read(file, "WebAssembly")
export const laplineJavaScript: Reader = async ({ file }) => read(file, "JavaScript")
