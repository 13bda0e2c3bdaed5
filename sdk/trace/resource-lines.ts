/** Writes what the process uses as resource lines: once a second, and when a turn ends. */

import { monitorEventLoopDelay } from "node:perf_hooks"
import { encodeRecord } from "../record/encode.ts"
import { RESOURCE_KEYS } from "../record/keys.ts"
import { nowMs, wallOffsetMs } from "./clock.ts"
import type { Sink } from "./sink.ts"

/** Figures of the host's own, such as those of a connection pool, by attribute key. */
export type ReadGauges = () => Readonly<Record<string, number>>

export interface ResourceLines {
  /** Adds a line to the sink. */
  readonly write: () => void
  /** Asks `read` for every line from now on; the answer ends that. */
  readonly register: (read: ReadGauges) => () => void
  /** Adds a last line, so that a log never looks whole which is not. */
  readonly writeLosses: () => void
  readonly stop: () => void
}

export interface ResourceOptions {
  readonly runId: string
  readonly sink: Sink
  /** False: a line is written at the end only, and only where something is missing from the log. */
  readonly isPeriodic: boolean
  /** What is missing from the log, counted since the run began. */
  readonly losses: () => Readonly<Record<string, number>>
}

const INTERVAL_MS = 1_000

/** How often the loop is asked to be on time; its histogram holds the whole time between two answers. */
const RESOLUTION_MS = 20

/** Nothing of it keeps the process alive. */
export const startResourceLines = (options: ResourceOptions): ResourceLines => {
  const lines = options.isPeriodic ? periodicLines(options) : NONE
  return { ...lines, writeLosses: () => writeLosses(options) }
}

type Periodic = Omit<ResourceLines, "writeLosses">

const NONE: Periodic = {
  write: () => undefined,
  register: () => () => undefined,
  stop: () => undefined
}

const writeLosses = ({ losses, runId, sink }: ResourceOptions): void => {
  const missing = present(losses())
  if (Object.keys(missing).length === 0) return
  const now = nowMs()
  sink.length += sink.bytes.write(
    resourceLine(runId, now + wallOffsetMs(now), missing),
    sink.length
  )
}

const present = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))

const periodicLines = ({ losses, runId, sink }: ResourceOptions): Periodic => {
  const gauges = new Set<ReadGauges>()
  const readUsage = watchUsage()
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()

  const delayMs = (): number | undefined =>
    delays.count === 0 ? undefined : Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS)

  /** A gauge that throws is not asked again. */
  const readGauges = (): Record<string, number> => {
    const values: Record<string, number> = {}
    for (const read of gauges) {
      try {
        Object.assign(values, read())
      } catch (cause) {
        gauges.delete(read)
        process.emitWarning(`Lapline leaves out a gauge: ${String(cause)}`, "LaplineWarning")
      }
    }
    return values
  }

  const write = (): void => {
    try {
      const now = nowMs()
      const usage = {
        ...readUsage(now),
        [RESOURCE_KEYS.eventLoopDelayMs]: delayMs(),
        ...present(losses())
      }
      const line = resourceLine(runId, now + wallOffsetMs(now), { ...usage, ...readGauges() })
      // The spans that ended before it come first.
      sink.fill()
      sink.length += sink.bytes.write(line, sink.length)
    } catch (cause) {
      // The system may refuse to say what the process uses; the host goes on.
      sink.lose(cause)
    }
    sink.spill()
    sink.schedule()
  }

  let due: NodeJS.Immediate | undefined
  const tick = setInterval(() => {
    // The histogram's own timer may be due as well, and what it has to tell would be reset unheard.
    due = setImmediate(() => {
      write()
      // Only here: after a reset the histogram misses what delays its next answer, and turns may end at any time.
      delays.reset()
    })
  }, INTERVAL_MS).unref()

  return {
    write,
    register: (read) => {
      // Whoever registers the same function twice ends each by itself.
      const own: ReadGauges = () => read()
      gauges.add(own)
      return () => gauges.delete(own)
    },
    stop: () => {
      clearInterval(tick)
      clearImmediate(due)
      delays.disable()
    }
  }
}

/** What the process uses, CPU time since the last call. */
const watchUsage = (): ((now: number) => Record<string, number | undefined>) => {
  let lastMs = nowMs()
  let lastCpu = process.cpuUsage()
  return (now) => {
    const cpu = process.cpuUsage()
    const wallMs = now - lastMs
    const cpuMs = (cpu.user - lastCpu.user + cpu.system - lastCpu.system) / 1_000
    lastMs = now
    lastCpu = cpu
    const { rss, heapUsed } = process.memoryUsage()
    return {
      [RESOURCE_KEYS.rssBytes]: rss,
      [RESOURCE_KEYS.heapUsedBytes]: heapUsed,
      [RESOURCE_KEYS.cpuUtilization]: wallMs > 0 ? cpuMs / wallMs : undefined
    }
  }
}

/** `atMs` is milliseconds since the Unix epoch. */
const resourceLine = (
  runId: string,
  atMs: number,
  attributes: Readonly<Record<string, unknown>>
): string =>
  encodeRecord({
    endMicros: Math.floor(atMs * 1_000),
    durationMs: 0,
    level: "INFO",
    component: "performance",
    metric: "resource",
    step: "total",
    name: "resource",
    toolName: undefined,
    status: "ok",
    sessionId: undefined,
    orderId: undefined,
    traceId: undefined,
    spanId: undefined,
    parentSpanId: undefined,
    runId,
    code: { file: undefined, line: undefined, function: undefined },
    error: undefined,
    attributes,
    extra: {}
  })
