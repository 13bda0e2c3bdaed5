/** Sampling keeps whole traces or none of a trace, says in the log what it left out, and holds a bounded number of lines. */

import assert from "node:assert/strict"
import { Effect, Tracer } from "effect"
import { Lap, Lapline, PerformanceLogger, type Sampling, timed } from "../../../sdk/index.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { readRecords, withFolder } from "./log.ts"
import { recordPlain } from "./plain.ts"

interface Sampled {
  readonly header: LapRecord | undefined
  readonly spans: readonly LapRecord[]
  /** The last value of each count. */
  readonly losses: Readonly<Record<string, unknown>>
}

const run = (sampling: Sampling, effect: Effect.Effect<unknown, unknown>): Promise<Sampled> =>
  withFolder(async (directory) => {
    const live = Lapline.layer({ directory, sampling, resources: false })
    await Effect.runPromise(Effect.exit(effect.pipe(Effect.provide(live))))
    const records = readRecords(directory)
    const losses = records.filter(({ metric }) => metric === "resource").at(-1)?.attributes ?? {}
    const spans = records.filter(({ metric }) => metric !== "run" && metric !== "resource")
    return { header: records[0], spans, losses }
  })

const tool = (fails: boolean) =>
  (fails ? Effect.fail(new Error("no")) : Effect.void).pipe(Lap.tool("T"), Effect.ignore)

const turn = (index: number, fails = false) =>
  tool(fails).pipe(Effect.withSpan("library"), Lap.turn(String(index)))

const turns = (count: number, fails: (index: number) => boolean = () => false) =>
  Effect.forEach(Array.from({ length: count }), (_, index) => turn(index, fails(index)), {
    discard: true,
    concurrency: 10
  })

/** Every trace that is there has its three spans. */
const assertWhole = (spans: readonly LapRecord[]): number => {
  const traces = new Map<string | undefined, number>()
  for (const { traceId } of spans) traces.set(traceId, (traces.get(traceId) ?? 0) + 1)
  assert([...traces.values()].every((count) => count === 3))
  return traces.size
}

describe("sampling", () => {
  it("by ratio at the head leaves out whole traces and counts them", async () => {
    const { header, losses, spans } = await run({ head: 0.3 }, turns(1_000))
    const kept = assertWhole(spans)
    assert(kept > 200 && kept < 400, String(kept))
    assert.equal(losses["lapline.sampled_out.traces"], 1_000 - kept)
    assert.equal(header?.attributes["lapline.sampling.head"], 0.3)
    assert.equal("lapline.sampling.tail" in (header?.attributes ?? {}), false)
  })

  it("of nothing leaves the header and the count", async () => {
    const { losses, spans } = await run({ head: 0 }, turns(5))
    assert.deepEqual([spans.length, losses["lapline.sampled_out.traces"]], [0, 5])
  })

  it("of everything says nothing", async () => {
    const { header, losses, spans } = await run({ head: 1 }, turns(5))
    assert.deepEqual([spans.length, losses], [15, {}])
    assert.equal("lapline.sampling.head" in (header?.attributes ?? {}), false)
  })

  it("by errors keeps the traces in which something failed, whole, and counts the lines of others", async () => {
    const { header, losses, spans } = await run(
      { tail: { errors: true } },
      turns(100, (index) => index % 10 === 0)
    )
    assert.equal(assertWhole(spans), 10)
    assert.equal(spans.filter(({ status }) => status === "error").length, 10)
    assert.equal(losses["lapline.sampled_out.traces"], 90)
    assert.equal(losses["lapline.sampled_out.lines"], 270)
    assert.equal(header?.attributes["lapline.sampling.tail"], "errors")
  })

  it("by slowest keeps the slow ones of each name", async () => {
    const slow = Effect.sleep(15).pipe(Lap.turn("work"))
    const quick = Effect.void.pipe(Lap.turn("work"))
    const work = Effect.gen(function* () {
      for (let index = 0; index < 200; index++) yield* index % 40 === 39 ? slow : quick
    })
    const { losses, spans } = await run({ tail: { slowest: 0.05 } }, work)
    assert.equal(spans.filter(({ durationMs }) => (durationMs ?? 0) >= 14).length, 5)
    assert.equal(spans.length + Number(losses["lapline.sampled_out.lines"]), 200)
    assert(spans.length < 170, String(spans.length))
  })

  it("by ratio at the tail decides for plain code and logged records alike", async () => {
    const logger = new PerformanceLogger()
    const work = timed.turn("A")(() => {
      timed.step("part")(() => undefined)()
      logger.log("llm_call", 3)
    })
    const program = (): void => {
      for (let index = 0; index < 400; index++) work()
      logger.log("startup", 1)
    }
    const records = await recordPlain(program, { sampling: { tail: { ratio: 0.5 } } })
    const kept = assertWhole(records.filter(({ metric }) => metric !== "startup"))
    assert(kept > 120 && kept < 280, String(kept))
    assert.equal(records.filter(({ metric }) => metric === "startup").length, 1)
  })

  it("writes what is undecided when the run ends, or when it holds too much", async () => {
    const long = "x".repeat(16_000)
    const step = Effect.andThen(Lap.annotate({ long }), Effect.void).pipe(Lap.step("large"))
    const work = Effect.gen(function* () {
      const steps = Array.from({ length: 1_200 }, () => step)
      yield* Effect.all(steps, { discard: true })
    }).pipe(Lap.turn("large"))
    const { losses, spans } = await run({ tail: { errors: true } }, work)
    assert.deepEqual([spans.length, losses], [1_201, {}])
    const open = timed.turn("open")(async () => {
      timed.step("ended")(() => undefined)()
      await new Promise(() => undefined)
    })
    const left = await recordPlain(() => void open(), { sampling: { tail: { slowest: 0.5 } } })
    assert.deepEqual(
      left.map(({ name, status }) => `${name} ${status}`),
      ["ended ok", "invoke_agent open interrupted"]
    )
  })

  it("follows what another tracer has decided", async () => {
    const parent = Tracer.externalSpan({
      spanId: "b7ad6b7169203331",
      traceId: "0af7651916cd43dd8448eb211c80319c"
    })
    const below = Effect.void.pipe(Lap.step("below"), Effect.withParentSpan(parent))
    const { spans } = await run({ head: 0 }, below)
    assert.equal(spans[0]?.parentSpanId, "b7ad6b7169203331")
  })
})
