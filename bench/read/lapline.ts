/** Lapline's answer: rows of the record scanner, a histogram for each line. */

import { createHistogram, quantiles, recordAll, totalMs } from "../../sdk/analyze/histogram.ts"
import type { Histogram } from "../../sdk/analyze/histogram.ts"
import type { CodeLocation } from "../../sdk/record/record.ts"
import { makeRecordScanner } from "../../sdk/read/shape/record-scanner.ts"
import { MAX_SHAPES, makeShapes } from "../../sdk/read/shape/shapes.ts"
import { nodeFileSystem } from "../../sdk/read/file-system.ts"
import { chunksOf } from "../../sdk/read/read-logs.ts"
import type { WalkerKind } from "../../sdk/read/shape/walker.ts"
import type { LineAnswer, Reader } from "./answer.ts"

/** What is known of one line. */
interface Tally {
  readonly line: string
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

const add = (tally: Tally, durationMs: number) => {
  tally.waiting[tally.waitingCount++] = durationMs
  if (tally.waitingCount === BATCH) settle(tally)
}

const read = async (path: string, kind: WalkerKind): Promise<readonly LineAnswer[]> => {
  const shapes = makeShapes(kind)
  const tallies = new Map<string, Tally>()
  const tallyOf = ({ file, line }: CodeLocation): Tally => {
    const key = `${file}:${line}`
    const known = tallies.get(key)
    if (known !== undefined) return known
    const tally: Tally = {
      line: key,
      histogram: createHistogram(),
      waiting: new Float64Array(BATCH),
      waitingCount: 0,
      errors: 0
    }
    tallies.set(key, tally)
    return tally
  }
  /** By the shape's number. */
  const byShape: Tally[] = []
  const countByShape = new Float64Array(MAX_SHAPES)
  const scanner = makeRecordScanner(
    { path },
    {
      onRow: () => undefined,
      onRows: ({ count, shapeNumberAt, durationMsAt }) => {
        for (let index = 0; index < count; index++) {
          const durationMs = durationMsAt(index)
          if (durationMs === null) continue
          const number = shapeNumberAt(index)
          countByShape[number] = (countByShape[number] ?? 0) + 1
          add((byShape[number] ??= tallyOf(shapes.at(number).code)), durationMs)
        }
      },
      onRecord: ({ code, status, durationMs }) => {
        if (durationMs === null) return
        const tally = tallyOf(code)
        if (status !== "ok") tally.errors += 1
        add(tally, durationMs)
      },
      onProblem: (problem) => {
        throw new Error(`a line is broken: ${JSON.stringify(problem)}`)
      }
    },
    { shapes }
  )
  for await (const chunk of chunksOf(path, nodeFileSystem, scanner.rooms)) scanner.push(chunk)
  for (const [number, tally] of byShape.entries()) {
    if (shapes.at(number).status !== "ok") tally.errors += countByShape[number] ?? 0
  }
  return [...tallies.values()].map(answerOf)
}

const answerOf = (tally: Tally): LineAnswer => {
  settle(tally)
  const { line, histogram, errors } = tally
  const { count } = histogram
  const [p50, p95, p99] = quantiles(histogram, [0.5, 0.95, 0.99]).map((ms) => ms ?? Number.NaN)
  return { line, count, errors, total: totalMs(histogram), p50, p95, p99 } as LineAnswer
}

export const laplineWebAssembly: Reader = async ({ file }) => read(file, "WebAssembly")
export const laplineJavaScript: Reader = async ({ file }) => read(file, "JavaScript")
