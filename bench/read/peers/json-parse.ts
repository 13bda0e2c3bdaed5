/** What a script would do: Node's readline, or chunks split at newlines, with JSON.parse and all durations kept. */

import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"
import type { LineAnswer, Reader } from "../answer.ts"

interface Tally {
  count: number
  errors: number
  total: number
  readonly durations: number[]
}

interface Line {
  readonly "code.file.path"?: string
  readonly "code.line.number"?: number
  readonly duration_ms?: number
  readonly status?: string
}

const add = (tallies: Map<string, Tally>, text: string): void => {
  const line = JSON.parse(text) as Line
  if (line.duration_ms === undefined) return
  const key = `${line["code.file.path"]}:${line["code.line.number"]}`
  let tally = tallies.get(key)
  if (tally === undefined) {
    tally = { count: 0, errors: 0, total: 0, durations: [] }
    tallies.set(key, tally)
  }
  tally.count += 1
  if (line.status !== "ok") tally.errors += 1
  tally.total += line.duration_ms
  tally.durations.push(line.duration_ms)
}

/** Nearest rank: the smallest value with at least `q` of the sample at or below it. */
const nearestRank = (sorted: Float64Array, q: number): number =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN

const answer = (tallies: ReadonlyMap<string, Tally>): readonly LineAnswer[] =>
  [...tallies].map(([line, { count, errors, total, durations }]) => {
    const sorted = Float64Array.from(durations).sort()
    return {
      line,
      count,
      errors,
      total,
      p50: nearestRank(sorted, 0.5),
      p95: nearestRank(sorted, 0.95),
      p99: nearestRank(sorted, 0.99)
    }
  })

export const readline: Reader = async ({ file }) => {
  const tallies = new Map<string, Tally>()
  for await (const line of createInterface({ input: createReadStream(file) })) add(tallies, line)
  return answer(tallies)
}

export const chunked: Reader = async ({ file }) => {
  const tallies = new Map<string, Tally>()
  let rest = ""
  const stream = createReadStream(file, { encoding: "latin1", highWaterMark: 1 << 20 })
  for await (const chunk of stream) {
    const text = rest + String(chunk)
    let from = 0
    for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
      add(tallies, text.slice(from, to))
      from = to + 1
    }
    rest = text.slice(from)
  }
  return answer(tallies)
}
