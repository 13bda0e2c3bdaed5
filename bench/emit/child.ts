/** Measures one variant in a process of its own and prints one line of JSON on standard error. */

import { PerformanceObserver } from "node:perf_hooks"
import { variants } from "./variants.ts"
import { SPANS_PER_ITERATION } from "./variant.ts"

const [name = "", file = "", burst = "20000"] = process.argv.slice(2)
const make = variants[name]?.make
if (make === undefined) throw new Error(`no variant named ${name}`)

const iterations = Math.ceil(Number(burst) / SPANS_PER_ITERATION)
const variant = await make({ file })

let collections = 0
new PerformanceObserver((list) => {
  collections += list.getEntries().length
}).observe({ entryTypes: ["gc"] })

// Warm-up: the optimising compiler has to have seen each path before anything is counted.
const warmUp = 10_000
await variant.run(warmUp)
await variant.run(warmUp)

/** Bytes allocated on the heap by a small burst; null when a collection ran meanwhile, as the difference would lie. */
const allocationIterations = 1_000
globalThis.gc?.()
await new Promise((resolve) => setTimeout(resolve, 50))
collections = 0
const heapBefore = process.memoryUsage().heapUsed
await variant.run(allocationIterations)
const heapGrowth = process.memoryUsage().heapUsed - heapBefore
await new Promise((resolve) => setTimeout(resolve, 50))
const allocatedBytesPerSpan =
  collections === 0 ? heapGrowth / (allocationIterations * SPANS_PER_ITERATION) : null

const cpuBefore = process.cpuUsage()
const start = performance.now()
await variant.run(iterations)
await variant.flush()
const wallMs = performance.now() - start
const cpu = process.cpuUsage(cpuBefore)

const spans = iterations * SPANS_PER_ITERATION
process.stderr.write(
  `${JSON.stringify({
    name,
    spans,
    madeInAll: spans + (2 * warmUp + allocationIterations) * SPANS_PER_ITERATION,
    cpuNanosPerSpan: ((cpu.user + cpu.system) * 1000) / spans,
    wallNanosPerSpan: (wallMs * 1e6) / spans,
    allocatedBytesPerSpan
  })}\n`
)
process.exit(0)
