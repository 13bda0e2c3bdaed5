/** What reading a log costs: Lapline against the databases and scripts one could use instead, in one run, interleaved. */

import { build } from "esbuild"
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { BenchOptions } from "../main.ts"
import type { BenchResult } from "../result.ts"
import { median } from "../statistics.ts"
import { compareAnswers, type Difference } from "./answer.ts"
import type { ChildResult } from "./child.ts"
import { generate } from "./generate.ts"
import { flood, type Latency, measureLatency, single } from "./latency.ts"
import { readers } from "./readers.ts"

/**
 * Bundled as the command line is, so that no process compiles TypeScript while its memory is measured; in chunks, so that
 * each loads its own reader's library only.
 */
const bundleChild = async (): Promise<string> => {
  const outdir = fileURLToPath(new URL("../dist/read/", import.meta.url))
  await build({
    entryPoints: [fileURLToPath(new URL("./child.ts", import.meta.url))],
    outdir,
    bundle: true,
    splitting: true,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "warning"
  })
  return join(outdir, "child.mjs")
}

const measure = (child: string, name: string, file: string): ChildResult => {
  const output = execFileSync(process.execPath, [child, name, file], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "inherit"]
  })
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as ChildResult
}

const countLinesMs = (file: string): number => {
  const start = performance.now()
  execFileSync("wc", ["-l", file])
  return performance.now() - start
}

const SIZES = [10_000, 100_000, 1_000_000, 10_000_000]

export const run = async ({ short, rounds }: BenchOptions): Promise<BenchResult> => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-read-"))
  try {
    const child = await bundleChild()
    const sizes = short ? SIZES.slice(0, 3) : SIZES
    const linear: LinearRow[] = []
    const records = 1_000_000
    const main = join(folder, "main.jsonl")
    const bytes = generate({ file: main, records })
    const { samples, floor } = compete(child, main, rounds ?? (short ? 1 : 5))
    for (const size of sizes) {
      const file = join(folder, "size.jsonl")
      generate({ file, records: size })
      const times = rounds ?? (short ? 1 : 3)
      const runs = Array.from({ length: times }, () => measure(child, "lapline", file))
      const report = measure(child, "lapline-report", file)
      linear.push({
        records: size,
        wallMs: median(runs.map(({ wallMs }) => wallMs)),
        peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
        report
      })
    }
    const latencies = {
      single: await measureLatency(single(short ? 200 : 1_000)),
      flood: await measureLatency(flood(short ? 5 : 60))
    }
    return toResult({ samples, floor, linear, latencies, records, bytes })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface LinearRow {
  readonly records: number
  readonly wallMs: number
  readonly peakBytes: number
  /** Once through `lapline report`. */
  readonly report: ChildResult
}

interface Competition {
  readonly samples: ReadonlyMap<string, readonly ChildResult[]>
  readonly floor: readonly number[]
}

/** Every reader once a round, so that a slow minute of the machine falls on all of them; a first round only warms the file. */
const compete = (child: string, file: string, rounds: number): Competition => {
  const samples = new Map<string, ChildResult[]>(Object.keys(readers).map((name) => [name, []]))
  const floor: number[] = []
  countLinesMs(file)
  for (let round = 0; round < rounds; round++) {
    floor.push(countLinesMs(file))
    for (const [name, list] of samples) {
      process.stderr.write(`\rround ${round + 1} of ${rounds}: ${name.padEnd(24)}`)
      list.push(measure(child, name, file))
    }
  }
  process.stderr.write("\r".padEnd(60) + "\r")
  return { samples, floor }
}

interface Measured extends Competition {
  readonly linear: readonly LinearRow[]
  readonly latencies: { readonly single: Latency; readonly flood: Latency }
  readonly records: number
  readonly bytes: number
}

const toResult = ({ samples, floor, linear, latencies, records, bytes }: Measured): BenchResult => {
  const of = (name: string, pick: (sample: ChildResult) => number): number =>
    median((samples.get(name) ?? []).map(pick))
  const wall = (name: string): number => of(name, ({ wallMs }) => wallMs)
  const peak = (name: string): number =>
    Math.max(...(samples.get(name) ?? []).map(({ peakBytes }) => peakBytes))
  /** Of quantiles that readers call exact, these are the plain ones: all durations kept and sorted. */
  const exact = samples.get("chunked")?.[0]?.answer ?? []
  const difference = (name: string): Difference =>
    compareAnswers(samples.get(name)?.[0]?.answer ?? [], exact)
  const megabytes = (count: number): string => (count / 1e6).toFixed(0)
  const laps = ["lapline", "lapline-js", "lapline-report"].map(difference)
  return {
    name: "read",
    title: "Reading: what a log costs",
    method:
      `Count, errors, total, p50, p95 and p99 of ${records.toLocaleString("en")} records (${megabytes(bytes)} MB) for each of ${exact.length} source lines, ` +
      `each reader in a process of its own, ${floor.length} rounds interleaved; medians of wall and CPU time without start-up, largest peak memory of the process. ` +
      "Quantile errors are the largest over all lines, against all durations kept and sorted.",
    tables: [
      {
        caption: `The same question to each reader; \`wc -l\` takes ${median(floor).toFixed(0)} ms`,
        headers: ["reader", "wall ms", "CPU ms", "peak MB", "quantile error", "wrong counts"],
        rows: Object.entries(readers).map(([name, { label }]) => [
          label,
          wall(name).toFixed(0),
          of(name, ({ cpuMs }) => cpuMs).toFixed(0),
          megabytes(peak(name)),
          `${(100 * difference(name).quantile).toFixed(2)} %`,
          String(difference(name).wrongLines)
        ])
      },
      {
        caption: "Lapline by size of the log",
        headers: ["records", "wall ms", "ns a record", "peak MB", "report ms", "report peak MB"],
        rows: linear.map(({ records, wallMs, peakBytes, report }) => [
          records.toLocaleString("en"),
          wallMs.toFixed(0),
          ((wallMs * 1e6) / records).toFixed(0),
          megabytes(peakBytes),
          report.wallMs.toFixed(0),
          megabytes(report.peakBytes)
        ])
      },
      {
        caption: "From the append in another process to the record in hand",
        headers: ["lines", "number", "lost", "p50 ms", "p99 ms", "max ms"],
        rows: Object.entries(latencies).map(([name, { lines, lost, p50Ms, p99Ms, maxMs }]) => [
          name === "single" ? "one at a time" : "50,000 a second, a report 4 times a second",
          lines.toLocaleString("en"),
          String(lost),
          ...[p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(2))
        ])
      }
    ],
    goals: [
      {
        name: "Lapline / DuckDB on 2 threads",
        value: wall("lapline") / wall("duckdb-2"),
        limit: 0.7
      },
      {
        name: "Lapline / chunks with JSON.parse",
        value: wall("lapline") / wall("chunked"),
        limit: 0.25
      },
      {
        name: "Lapline in JavaScript / chunks with JSON.parse",
        value: wall("lapline-js") / wall("chunked"),
        limit: 0.5
      },
      {
        name: "peak memory, MB",
        value: Math.max(...linear.map(({ peakBytes }) => peakBytes), peak("lapline")) / 1e6,
        limit: 100
      },
      {
        name: "peak memory of a report, MB",
        value: Math.max(...linear.map(({ report }) => report.peakBytes)) / 1e6,
        limit: 300
      },
      {
        name: "quantile error, %",
        value: 100 * Math.max(...laps.map(({ quantile }) => quantile)),
        limit: 1
      },
      {
        name: "append to event p50, ms",
        value: latencies.single.p50Ms,
        limit: 1
      },
      {
        name: "append to event p99, ms",
        value: latencies.single.p99Ms,
        limit: 10
      },
      {
        name: "lag at 50,000 lines a second p99, ms",
        value: latencies.flood.p99Ms,
        limit: 2_000
      },
      {
        name: "lines lost of those appended",
        value: latencies.single.lost + latencies.flood.lost,
        limit: 0
      },
      {
        name: "lines with another count, errors or total",
        value: laps.reduce((sum, { wrongLines }) => sum + wrongLines, 0),
        limit: 0
      }
    ],
    notes: [
      "`lapline` walks lines on one thread, and another of the runtime reads the file ahead of it; CPU time is of all threads. Lines are not compared with each other for duplicates, which no other reader does either; `lapline report` does."
    ]
  }
}
