/** What a process does to a log: its clock, its threads, a second copy of Lapline, and when lines reach the file. */

import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import { once } from "node:events"
import * as esbuild from "esbuild"
import { Effect, ManagedRuntime } from "effect"
import { Lap, Lapline } from "../../../sdk/index.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { repositoryRoot } from "../../repository.ts"
import { named, readLines, readRecords, readSpans, runNode, withFolder } from "./log.ts"

const programs = join(repositoryRoot, "test/sdk/trace/programs")

const HOUR_MICROS = 3_600_000_000

describe("a wall clock that is stepped", () => {
  it("W11 changes no duration, moves no span against another, and counts from the next trace on", () =>
    withFolder(async (folder) => {
      const before = Date.now() * 1_000
      const ended = await runNode({ args: [join(programs, "stepped-clock.ts"), folder] })
      assert.equal(ended.code, 0, ended.stderr)
      const spans = readSpans(folder)
      const turns = spans.filter(({ name }) => name.startsWith("invoke_agent"))
      assert.equal(spans.length, 12)
      for (const { durationMs } of spans)
        assert((durationMs ?? -1) >= 1 && (durationMs ?? 0) < 5_000)
      for (const turn of turns) {
        for (const child of spans.filter(({ traceId }) => traceId === turn.traceId)) {
          assert(endOf(child) <= endOf(turn))
          assert(startOf(child) >= startOf(turn) - 2)
        }
      }
      const hours = turns.map((turn) => Math.round((startOf(turn) - before) / HOUR_MICROS))
      assert.deepEqual(hours, [0, -1, 1])
    }))
})

const endOf = ({ endMicros }: LapRecord): number => endMicros ?? Number.NaN
const startOf = (record: LapRecord): number => endOf(record) - (record.durationMs ?? 0) * 1_000

describe("two copies of Lapline in one process", () => {
  const withCopy = async (use: (copy: string, folder: string) => Promise<void>): Promise<void> => {
    const parent = join(repositoryRoot, "test/artifacts")
    mkdirSync(parent, { recursive: true })
    const folder = mkdtempSync(join(parent, "copy-"))
    try {
      const outfile = join(folder, "lapline.mjs")
      await esbuild.build({
        entryPoints: [join(repositoryRoot, "sdk/index.ts")],
        outfile,
        bundle: true,
        minify: true,
        packages: "external",
        platform: "node",
        format: "esm"
      })
      await use(outfile, join(folder, "logs"))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const program = join(programs, "two-copies.ts")

  it("W13 write one trace in one log", () =>
    withCopy(async (copy, folder) => {
      const ended = await runNode({ args: [program, folder, copy] })
      assert.equal(ended.code, 0, ended.stderr)
      const records = readSpans(folder)
      const parents = ["inner", "between", "execute_tool T", "invoke_agent outer"].map((name) => {
        const { parentSpanId } = named(records, name)
        return records.find(({ spanId }) => spanId === parentSpanId)?.name
      })
      assert.deepEqual(parents, ["between", "execute_tool T", "invoke_agent outer", undefined])
      assert.equal(named(records, "inner").toolName, "T")
      assert.equal(named(records, "inner").sessionId, "session")
    }))

  it("W13 have one current span and one started run, whichever times plain code", () =>
    withCopy(async (copy, folder) => {
      const ended = await runNode({ args: [program, folder, copy, "plain"] })
      assert.equal(ended.code, 0, ended.stderr)
      const records = readSpans(folder)
      assert.equal(readdirSync(folder).length, 1)
      assert.deepEqual(
        records.map(({ name }) => name),
        ["inside", "inside", "effect", "outside"]
      )
      assert.equal(records[1]?.parentSpanId, records[2]?.spanId)
      for (const { parentSpanId } of [records[0], records[2]].filter(
        (each) => each !== undefined
      )) {
        assert.equal(parentSpanId, records[3]?.spanId)
      }
    }))

  it("let a signal end the process, once each has written what is open", () =>
    withCopy(async (copy, folder) => {
      const ended = await runNode({
        args: [program, folder, copy, "wait"],
        onOutput: (child) => child.kill("SIGTERM")
      })
      assert.equal(ended.signal, "SIGTERM", ended.stderr)
      const records = readRecords(folder)
      assert.equal(named(records, "waiting").status, "interrupted")
      assert.equal(named(records, "invoke_agent outer").status, "interrupted")
      assert.equal(readdirSync(folder).length, 2)
    }))
})

describe("a thread", () => {
  it("W6 has a log and ids of its own", () =>
    withFolder(async (folder) => {
      const workers = Array.from({ length: 3 }, () => {
        const argv = [folder, "finish"]
        return new Worker(join(programs, "ending.ts"), { argv, stdout: true })
      })
      await Promise.all(workers.map((worker) => once(worker, "exit")))
      const records = readSpans(folder)
      assert.equal(readdirSync(folder).length, 3)
      assert.equal(records.length, 12)
      const ids = records.flatMap(({ spanId }) => (spanId === undefined ? [] : [spanId]))
      assert.equal(new Set(ids).size, 12)
    }))
})

describe("the lines of a log", () => {
  const withRuntime = (
    use: (folder: string, runtime: ManagedRuntime.ManagedRuntime<never, never>) => Promise<void>
  ): Promise<void> =>
    withFolder(async (folder) => {
      const runtime = ManagedRuntime.make(Lapline.layer({ directory: folder }))
      await runtime.runPromise(Effect.void)
      await use(folder, runtime)
      await runtime.dispose()
    })

  it("are in the file as soon as a root span ends", () =>
    withRuntime(async (folder, runtime) => {
      runtime.runSync(Effect.void.pipe(Lap.step("inner"), Lap.step("root")))
      assert.equal(readLines(folder).length, 3)
    }))

  it("are in the file soon after their span has ended, and when the batch is full", () =>
    withRuntime(async (folder, runtime) => {
      const many = Effect.forEach(Array.from({ length: 300 }), () => Effect.void.pipe(lap))
      const written: number[] = []
      const count = Effect.sync(() => void written.push(readLines(folder).length))
      const program = Effect.gen(function* () {
        yield* Effect.void.pipe(lap)
        yield* count
        yield* Effect.promise(() => until(() => readLines(folder).length === 2))
        yield* count
        yield* many
        yield* count
      })
      await runtime.runPromise(program.pipe(Lap.step("root")))
      assert.deepEqual(written.slice(0, 2), [1, 2])
      assert((written[2] ?? 0) > 100)
    }))

  it("hold each span once, of ten thousand that are open at a time", () =>
    withRuntime(async (folder, runtime) => {
      const names = Array.from({ length: 10_500 }, (_, index) => `span ${index}`)
      const all = Effect.forEach(names, (name) => Effect.sleep(1).pipe(Effect.withSpan(name)), {
        concurrency: "unbounded",
        discard: true
      })
      await runtime.runPromise(all)
      await until(() => readLines(folder).length === names.length + 1)
      const records = readRecords(folder)
      const recorded = new Set(records.map(({ name }) => name))
      assert.equal(new Set(records.map(({ spanId }) => spanId)).size, records.length)
      assert(names.every((name) => recorded.has(name)))
    }))
})

/** The test's own time limit ends a wait in vain. */
const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await loopTurn()
}

const loopTurn = () => new Promise((resolve) => setImmediate(resolve))

const lap = Lap.step("many")
