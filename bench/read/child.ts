/** Has one reader answer for one log in a process of its own: one line of JSON on standard output. */

import { existsSync, readFileSync } from "node:fs"
import { enableCompileCache } from "node:module"
import type { LineAnswer } from "./answer.ts"
import { readers } from "./readers.ts"

export interface ChildResult {
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakBytes: number
  readonly answer: readonly LineAnswer[]
}

/** The kernel's maxRSS of a process counts what its parent held when it started it; where /proc tells better, it is asked. */
const peakBytes = (): number => {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : ""
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]
  return 1_024 * (peak === undefined ? process.resourceUsage().maxRSS : Number(peak))
}

const [name = "", file = ""] = process.argv.slice(2)
const reader = readers[name]
if (reader === undefined) throw new Error(`no reader named ${name}`)

// As the command line does. Loading the reader's library is not counted.
enableCompileCache()
const read = await reader.load()
const cpuBefore = process.cpuUsage()
const start = performance.now()
const answer = await read({ file, threads: reader.threads })
const wallMs = performance.now() - start
const { user, system } = process.cpuUsage(cpuBefore)
const result: ChildResult = {
  wallMs,
  cpuMs: (user + system) / 1_000,
  peakBytes: peakBytes(),
  answer
}
process.stdout.write(`\n${JSON.stringify(result)}\n`, () => process.exit(0))
