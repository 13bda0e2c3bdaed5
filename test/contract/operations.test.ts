/** The records of operations.json, which every language's SDK must write alike: here Effect's and plain TypeScript's, sdk/python tests its own. */

import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Exit } from "effect"
import { annotate, correlate, Lap, Lapline, markError, start, timed } from "lapline"

type Json = Record<string, unknown>

interface Operation {
  readonly lap: keyof typeof LAPS
  readonly name?: string
  readonly fixed?: Lap.Attributes
  readonly correlate?: { readonly session_id?: string; readonly order_id?: string }
  readonly annotate?: Json
  readonly below?: readonly Operation[]
  readonly catches?: boolean
  readonly mark_error?: { readonly type: string; readonly message: string }
  readonly raise?: { readonly type: string; readonly message: string }
  readonly interrupt?: boolean
}

const LAPS = {
  turn: Lap.turn,
  iteration: (_: string, options?: Lap.LapOptions) => Lap.iteration(options),
  model_call: Lap.modelCall,
  tool: Lap.tool,
  step: Lap.step,
  query: Lap.query,
  transaction: Lap.transaction,
  connection: Lap.connection,
  commit: Lap.commit,
  rollback: Lap.rollback,
  retrieval: Lap.retrieval,
  startup: Lap.startup,
  formatting: Lap.formatting
}

const fixture = JSON.parse(readFileSync(new URL("operations.json", import.meta.url), "utf8")) as {
  readonly operations: readonly Operation[]
  readonly records: readonly Json[]
}

/** The records that `program` leaves in a folder. */
const recordsOf = async (program: (folder: string) => Promise<void>): Promise<readonly Json[]> => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-operations-"))
  try {
    await program(folder)
    return readdirSync(folder)
      .flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"))
      .map((line) => JSON.parse(line) as Json)
      .filter((record) => record["metric"] !== "run" && record["metric"] !== "resource")
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe("operations.json", () => {
  it("gives the records it holds when Effect programs run its operations", async () => {
    const records = await recordsOf(async (directory) => {
      const layer = Lapline.layer({ service: { name: "fixture" }, directory })
      const program = Effect.forEach(fixture.operations, run, { discard: true })
      await Effect.runPromise(program.pipe(Effect.provide(layer)))
    })
    assert.deepEqual(normalise(records), fixture.records.map(expand))
  })

  it("gives them when plain functions run its operations", async () => {
    const records = await recordsOf(async (directory) => {
      await using _run = start({ service: { name: "fixture" }, directory })
      for (const operation of fixture.operations) await runPlain(operation)
    })
    assert.deepEqual(normalise(records), fixture.records.map(expand))
  })
})

const TIMERS = {
  ...timed,
  model_call: timed.modelCall,
  iteration: (_: string, options?: Lap.LapOptions) => timed.iteration(options)
}

const runPlain = async (operation: Operation): Promise<void> => {
  const options = operation.fixed === undefined ? {} : { attributes: operation.fixed }
  const timer = TIMERS[operation.lap](operation.name ?? "", options)
  return timer(async () => {
    const { annotate: told, correlate: ids, mark_error, raise } = operation
    if (ids !== undefined) correlate({ sessionId: ids.session_id, orderId: ids.order_id })
    if (told !== undefined) annotate(values(told))
    try {
      for (const below of operation.below ?? []) await runPlain(below)
    } catch (cause) {
      if (operation.catches !== true) throw cause
    }
    if (mark_error !== undefined) markError(mark_error)
    if (raise !== undefined) throw Object.assign(new Error(raise.message), { name: raise.type })
    if (operation.interrupt === true) throw new DOMException("given up", "AbortError")
  })()
}

const run = (operation: Operation): Effect.Effect<void, Error> => {
  const options = operation.fixed === undefined ? {} : { attributes: operation.fixed }
  const lap = LAPS[operation.lap](operation.name ?? "", options)
  return Effect.gen(function* () {
    const { correlate, annotate, mark_error, raise } = operation
    if (correlate !== undefined) {
      yield* Lap.correlate({ sessionId: correlate.session_id, orderId: correlate.order_id })
    }
    if (annotate !== undefined) yield* Lap.annotate(values(annotate))
    const exit = yield* Effect.exit(Effect.forEach(operation.below ?? [], run, { discard: true }))
    if (Exit.isFailure(exit) && operation.catches !== true) yield* exit
    if (mark_error !== undefined) yield* Lap.markError(mark_error)
    if (raise !== undefined) {
      yield* Effect.fail(Object.assign(new Error(raise.message), { name: raise.type }))
    }
    if (operation.interrupt === true) yield* Effect.interrupt
  }).pipe(lap)
}

const values = (told: Json): Json =>
  Object.fromEntries(Object.entries(told).map(([key, value]) => [key, valueOf(value)]))

const expand = (record: Json): Json =>
  "attributes" in record ? { ...record, attributes: values(record["attributes"] as Json) } : record

const valueOf = (told: unknown): unknown => {
  if (typeof told !== "object" || told === null || !("$" in told)) return told
  const { $: kind, text, count, end, digits, items } = told as Json
  const cycle: unknown[] = [1]
  cycle.push(cycle)
  switch (kind) {
    case "repeat":
      return String(text).repeat(Number(count)) + String(end ?? "")
    case "nan":
      return Number.NaN
    case "infinity":
      return Number.POSITIVE_INFINITY
    case "bytes":
      return new Uint8Array(Number(count))
    case "big_integer":
      return BigInt(String(digits))
    case "repeat_digits":
      return BigInt("9".repeat(Number(count)))
    case "cycle":
      return cycle
    case "set":
      return new Set(items as unknown[])
    default:
      return assert.fail(`no value of kind ${String(kind)}`)
  }
}

const LEFT_OUT = new Set(["timestamp", "duration_ms", "run_id", "exception.stacktrace"])

const normalise = (records: readonly Json[]): readonly Json[] => {
  const names = new Map<unknown, string>()
  const rename = (id: unknown, letter: string): string => {
    const taken = [...names.values()].filter((name) => name.startsWith(letter)).length
    const name = names.get(id) ?? `${letter}${taken + 1}`
    names.set(id, name)
    return name
  }
  return records.map((record) => {
    assert.match(String(record["timestamp"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    assert.ok(Number(record["duration_ms"]) >= 0)
    assert.ok(String(record["code.file.path"]).endsWith("operations.test.ts"))
    const kept: Json = {}
    for (const [key, value] of Object.entries(record)) {
      if (LEFT_OUT.has(key) || key.startsWith("code.")) continue
      if (key === "attributes" && Object.keys(value as Json).length === 0) continue
      if (key === "trace_id") kept[key] = rename(value, "t")
      else if (key.endsWith("span_id")) kept[key] = rename(value, "s")
      else if (key === "error.type") kept[key] = String(value).split(".").at(-1)
      else kept[key] = value
    }
    if ("exception.stacktrace" in record) kept["has_stack"] = record["exception.stacktrace"] !== ""
    return kept
  })
}
