/** How long a line that another process appends takes until a tail hands it over, line by line and in a flood. */

import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createStore } from "../../sdk/analyze/store.ts"
import { tailLogs } from "../../sdk/read/tail.ts"

export interface Latency {
  readonly lines: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Lines written and not handed over. */
  readonly lost: number
}

interface Load {
  readonly writes: number
  readonly linesPerWrite: number
  /** Between the beginnings of two writes. */
  readonly everyMs: number
}

/** One line at a time, with pauses that are never the same. */
export const single = (writes: number): Load => ({ writes, linesPerWrite: 1, everyMs: 30 })
/** 50,000 lines a second. */
export const flood = (seconds: number): Load => ({
  writes: seconds * 100,
  linesPerWrite: 500,
  everyMs: 10
})

/** Each line says when its write began, in microseconds since the epoch by the machine's one clock. */
const WRITER = `
  import fs from "node:fs"
  const [path, writes, linesPerWrite, everyMs] = process.argv.slice(1)
  const file = fs.openSync(path, "a")
  const wait = new Int32Array(new SharedArrayBuffer(4))
  let next = performance.now()
  for (let write = 0; write < Number(writes); write++) {
    next += Number(everyMs) * (Number(linesPerWrite) > 1 ? 1 : 0.5 + Math.random())
    Atomics.wait(wait, 0, 0, Math.max(0, next - performance.now()))
    const at = Math.round((performance.timeOrigin + performance.now()) * 1000)
    let text = ""
    for (let line = 0; line < Number(linesPerWrite); line++) {
      text += '{"v":1,"metric":"span","name":"line","duration_ms":1.5,"trace_id":"' + write + "-" + (line - line % 20) + '","span_id":"' + write + "-" + line + '","order_id":"' + at + '","code.file.path":"a.ts","code.line.number":7}\\n'
    }
    fs.writeSync(file, text)
  }`

/** Follows the folder as an editor does: into a store, with a report four times a second. */
export const measureLatency = async ({
  writes,
  linesPerWrite,
  everyMs
}: Load): Promise<Latency> => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-latency-"))
  const delaysMs: number[] = []
  const store = createStore()
  const tail = tailLogs(
    [folder],
    {
      onRecords: (records) => {
        const nowMs = performance.timeOrigin + performance.now()
        for (const record of records) {
          delaysMs.push(nowMs - Number(record.orderId) / 1_000)
          store.add(record)
        }
      },
      onReset: () => undefined,
      onProblem: () => undefined
    },
    { isLazy: true }
  )
  const reports = setInterval(() => store.report(), 250)
  try {
    await tail.refresh()
    const numbers = [writes, linesPerWrite, everyMs].map(String)
    const args = ["--input-type=module", "-e", WRITER, join(folder, "a.jsonl"), ...numbers]
    const writer = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] })
    await once(writer, "close")
    await tail.refresh()
  } finally {
    clearInterval(reports)
    await tail.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const sorted = Float64Array.from(delaysMs).sort()
  const at = (q: number): number =>
    sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
  return {
    lines: sorted.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    lost: writes * linesPerWrite - sorted.length
  }
}
