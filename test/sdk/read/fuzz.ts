/**
 * Looks for a log that the scanner reads otherwise than the decoder, and for a history of files after which a tail holds something else
 * than the folder: `node test/sdk/read/fuzz.ts [SECONDS] [SEED]`, half of the time for each.
 */

import fc from "fast-check"
import { makeShapes } from "../../../sdk/read/shape/shapes.ts"
import { checkHistory, history } from "./random-history.ts"
import { chunkLengths, damagedLog } from "./shape/damaged-log.ts"
import { assertSameReading, cut } from "./shape/readings.ts"

const [seconds = 60, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number)
console.log(`seed ${seed}, ${seconds} s`)

const search = {
  seed,
  numRuns: Number.MAX_SAFE_INTEGER,
  interruptAfterTimeLimit: seconds * 500,
  markInterruptAsFailure: false
}

const tell = <A>(what: string, details: fc.RunDetails<A>): void => {
  if (!details.failed) return console.log(`${details.numRuns} ${what}, no difference`)
  console.error(fc.defaultReportMessage(details))
  process.exitCode = 1
}

// Kept from log to log, as a folder's logs share them, and renewed before they fill up.
const shapes = { WebAssembly: makeShapes("WebAssembly"), JavaScript: makeShapes("JavaScript") }

const logs = fc.check(
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
  search
)
tell("logs", logs)
tell("histories", await fc.check(fc.asyncProperty(history, checkHistory), search))
