/** `node test/sdk/analyze/filter/fuzz.ts [SECONDS] [SEED]`: no filter on any record throws or takes over 100 ms. */

import fc from "fast-check"
import { parseFilter } from "../../../../sdk/analyze/filter/filter.ts"
import { anyFilterText, anyRecord } from "./filter-arbitrary.ts"

const LIMIT_MS = 100
const [seconds = "60", givenSeed] = process.argv.slice(2)
const seed = Number(givenSeed ?? Math.floor(Math.random() * 2 ** 31))
const until = performance.now() + Number(seconds) * 1_000
console.log(`seed ${seed}, ${seconds} s`)

let calls = 0
let worstMs = 0
let worst = ""
for (let round = 0; performance.now() < until; round++) {
  const pairs = fc.sample(fc.tuple(anyFilterText, anyRecord), { numRuns: 200, seed: seed + round })
  for (const [text, record] of pairs) {
    const startMs = performance.now()
    const filter = parseFilter(text)
    if (filter._tag === "Filter") filter.matches(record)
    const tookMs = performance.now() - startMs
    calls += 1
    if (tookMs > worstMs) {
      worstMs = tookMs
      worst = text.slice(0, 100)
    }
  }
}
console.log(`${calls} calls, longest ${worstMs.toFixed(2)} ms: ${JSON.stringify(worst)}`)
if (worstMs > LIMIT_MS) process.exitCode = 1
