/** Writes lines of one size to a log that others wrote before, one write each, until it is killed. */

import { writeSync } from "node:fs"
import { makeLogWriter } from "../../../../sdk/trace/log-writer.ts"
import { makeSink } from "../../../../sdk/trace/sink.ts"

const [path = "", bytes = "", round = ""] = process.argv.slice(2)

const line = (index: number): string => {
  const start = `{"v":1,"metric":"span","name":"round ${round}","step":"${index}","attributes":{"pad":"`
  return `${start}${"x".repeat(Number(bytes) - start.length - 5)}"}}\n`
}

const writer = makeLogWriter({
  path,
  header: () => `{"v":1,"metric":"run","name":"run","run_id":"${round}"}\n`,
  warn: (message) => void writeSync(2, message),
  nowMs: () => performance.now()
})
const sink = makeSink(writer)

/** A kill that is late on a busy machine must not fill the disk. */
const MAX_BYTES = 24_000_000

for (let index = 0; index * Number(bytes) < MAX_BYTES; index++) {
  sink.length = sink.bytes.write(line(index))
  sink.flush()
  if (index === 3) writeSync(1, "ready\n")
}
setInterval(() => undefined, 60_000)
