/** What a span costs: Lapline against the tracers an engineer could pick instead, all in one run, interleaved. */

import { spawn } from "node:child_process"
import { createReadStream, mkdtempSync, openSync, closeSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { BenchOptions } from "../main.ts"
import type { BenchResult, Goal } from "../result.ts"
import { median } from "../statistics.ts"
import { variants } from "./variants.ts"

interface Sample {
  readonly spans: number
  readonly madeInAll: number
  readonly cpuNanosPerSpan: number
  readonly wallNanosPerSpan: number
  readonly allocatedBytesPerSpan: number | null
  readonly lines: number
  readonly bytes: number
}

const child = fileURLToPath(new URL("./child.ts", import.meta.url))

/** Runs every variant once a round, so that a slow minute of the machine falls on all of them. */
export const run = async ({ short, rounds: wanted }: BenchOptions): Promise<BenchResult> => {
  const rounds = wanted ?? (short ? 2 : 7)
  const burst = short ? 15_000 : 60_000
  const samples = new Map<string, Sample[]>()
  const allocations = new Map<string, number | null>()
  for (const name of Object.keys(variants)) {
    process.stderr.write(`\rallocation: ${name.padEnd(24)}`)
    const { allocatedBytesPerSpan } = await measure({ name, burst: 3_000, flags: noCollection })
    allocations.set(name, allocatedBytesPerSpan)
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(variants)) {
      process.stderr.write(`\rround ${round + 1} of ${rounds}: ${name.padEnd(24)}`)
      const list = samples.get(name) ?? []
      list.push(await measure({ name, burst, flags: [] }))
      samples.set(name, list)
    }
  }
  process.stderr.write("\r".padEnd(60) + "\r")
  return toResult({ samples, allocations, rounds, burst })
}

/** So large a young generation that nothing is collected while bytes are counted; times are taken without it. */
const noCollection = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"]

interface MeasureOptions {
  readonly name: string
  readonly burst: number
  readonly flags: readonly string[]
}

const measure = async ({ name, burst, flags }: MeasureOptions): Promise<Sample> => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-emit-"))
  const file = join(folder, "spans.jsonl")
  const output = openSync(file, "a", 0o600)
  try {
    const text = await new Promise<string>((resolve, reject) => {
      const probe = spawn(process.execPath, [...flags, child, name, file, String(burst)], {
        stdio: ["ignore", output, "pipe"]
      })
      let talk = ""
      probe.stderr?.setEncoding("utf8").on("data", (chunk: string) => (talk += chunk))
      probe.on("error", reject)
      probe.on("close", (code) =>
        code === 0 ? resolve(talk) : reject(new Error(`${name} ended with ${code}: ${talk}`))
      )
    })
    const last = text.trim().split("\n").at(-1) ?? ""
    return { ...(JSON.parse(last) as Omit<Sample, "lines" | "bytes">), ...(await count(folder)) }
  } finally {
    closeSync(output)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Lines and bytes in all files of the folder; a Lapline header line is not a span and is left out. */
const count = async (folder: string): Promise<{ lines: number; bytes: number }> => {
  let lines = 0
  let bytes = 0
  for (const name of readdirSync(folder)) {
    let tail = ""
    for await (const chunk of createReadStream(join(folder, name))) {
      const buffer = chunk as Buffer
      bytes += buffer.length
      if (tail === "" && lines === 0 && buffer.includes('"metric":"run"')) lines -= 1
      for (let at = buffer.indexOf(10); at >= 0; at = buffer.indexOf(10, at + 1)) lines += 1
      tail = "read"
    }
  }
  return { lines, bytes }
}

interface Measured {
  readonly samples: ReadonlyMap<string, readonly Sample[]>
  readonly allocations: ReadonlyMap<string, number | null>
  readonly rounds: number
  readonly burst: number
}

const toResult = ({ samples, allocations, rounds, burst }: Measured): BenchResult => {
  const of = (name: string, pick: (sample: Sample) => number): number =>
    median((samples.get(name) ?? []).map(pick))
  const cpu = (name: string): number => of(name, (sample) => sample.cpuNanosPerSpan)
  const allocated = (name: string): number => allocations.get(name) ?? Number.NaN
  const written = (name: string): number => of(name, (sample) => sample.lines / sample.madeInAll)
  const ratio = (name: string, value: number, limit: number): Goal => ({ name, value, limit })

  const goals: readonly Goal[] = [
    ratio("fixed / OpenTelemetry JSON lines", cpu("lap-fixed") / cpu("otel-fixed"), 0.27),
    ratio("fixed / OpenTelemetry nothing", cpu("lap-fixed") / cpu("otel-nothing-fixed"), 0.5),
    ratio("dynamic / OpenTelemetry JSON lines", cpu("lap-dynamic") / cpu("otel-dynamic"), 0.5),
    ratio("dynamic / OpenTelemetry nothing", cpu("lap-dynamic") / cpu("otel-nothing"), 0.9),
    ratio("plain async timed / fixed", cpu("timed-fixed") / cpu("lap-fixed"), 1.2),
    ratio("Effect.withSpan / native tracer", cpu("effect-lapline") / cpu("effect-native"), 1.5),
    ratio("switched off / bare API", cpu("lap-off") / cpu("otel-bare"), 1),
    ratio("allocated bytes a span, fixed", allocated("lap-fixed"), 1300),
    ratio("allocated bytes a span, dynamic", allocated("lap-dynamic"), 3300),
    { name: "lines written, fixed", value: written("lap-fixed"), limit: 1, sense: "at least" },
    { name: "lines written, dynamic", value: written("lap-dynamic"), limit: 1, sense: "at least" }
  ]
  return {
    name: "emit",
    title: "Emitting: what a span costs",
    method:
      `Three nested spans with six attributes and their source line, in a burst of ${burst.toLocaleString("en")} spans after a warm-up, ` +
      `each variant in a process of its own, ${rounds} rounds interleaved; medians of CPU time (user and system) until everything is written.`,
    tables: [
      {
        caption: "CPU, memory and bytes of one span",
        headers: ["variant", "CPU ns", "× Lap fixed", "wall ns", "allocated B", "bytes", "written"],
        rows: Object.entries(variants).map(([name, { label, writes }]) => [
          label,
          cpu(name).toFixed(0),
          (cpu(name) / cpu("lap-fixed")).toFixed(2),
          of(name, (sample) => sample.wallNanosPerSpan).toFixed(0),
          Number.isNaN(allocated(name)) ? "–" : allocated(name).toFixed(0),
          writes === "nothing" ? "–" : of(name, (s) => s.bytes / s.madeInAll).toFixed(0),
          writes === "lines" ? `${(100 * written(name)).toFixed(1)} %` : "–"
        ])
      }
    ],
    goals,
    notes: [
      "OpenTelemetry JS 3.x does not exist on the npm registry on the day of the run; 2.x is the newest.",
      "Effect captures a stack in each call of Effect.withSpan, in either tracer. Lapline's has its last frame put into words, so that the line is right, looks its " +
        "place up and writes the line, which the native tracer does not; a profile shows no single part above a tenth. Frames kept by the span's name would reach the " +
        "goal, and give a wrong line wherever two calls share a name. Effect.fn and Lap capture nothing.",
      "Sentry and dd-trace write their own formats, so their lines are not spans and are not counted."
    ]
  }
}
