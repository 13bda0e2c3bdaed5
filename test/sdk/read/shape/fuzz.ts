/** Looks for a log that the scanner reads otherwise than the decoder: `node test/sdk/read/shape/fuzz.ts [SECONDS] [SEED]`. */

import fc from "fast-check"
import { makeShapes } from "../../../../sdk/read/shape/shapes.ts"
import { chunkLengths, damagedLog } from "./damaged-log.ts"
import { assertSameReading, cut } from "./readings.ts"

const [seconds = 60, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number)
console.log(`seed ${seed}, ${seconds} s`)

// Kept from log to log, as a folder's logs share them, and renewed before they fill up.
const shapes = { WebAssembly: makeShapes("WebAssembly"), JavaScript: makeShapes("JavaScript") }

const details = fc.check(
  fc.property(
    damagedLog,
    chunkLengths,
    fc.boolean(),
    fc.boolean(),
    (log, lengths, duplicates, ends) => {
      for (const kind of ["WebAssembly", "JavaScript"] as const) {
        if (shapes[kind].count() > 4_000) shapes[kind] = makeShapes(kind)
        for (const pass of [makeShapes(kind), shapes[kind]]) {
          assertSameReading(cut(log, lengths), { duplicates, ends, shapes: pass })
          assertSameReading(cut(log, lengths), { duplicates, ends, shapes: pass })
        }
      }
    }
  ),
  {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: seconds * 1_000,
    markInterruptAsFailure: false
  }
)

if (details.failed) {
  console.error(fc.defaultReportMessage(details))
  process.exitCode = 1
} else console.log(`${details.numRuns} logs, no difference`)
