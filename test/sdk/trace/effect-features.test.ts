/** What Effect offers for spans works on a Lap as on a span of its own. */

import assert from "node:assert/strict"
import { Effect, Exit, Fiber, Logger, Option, Schedule, Tracer } from "effect"
import { Lap } from "../../../sdk/index.ts"
import { named, record } from "./log.ts"

const lap = Lap.step("lap")

describe("a Lap in an Effect program", () => {
  it("is the current span", async () => {
    let seen: Tracer.Span | undefined
    const program = Effect.flatMap(Effect.currentSpan, (span) =>
      Effect.sync(() => {
        seen = span
        assert.equal(span.status._tag, "Started")
      })
    )
    const { spanId, traceId } = named(await record(Effect.orDie(program).pipe(lap)), "lap")
    assert.deepEqual([seen?.name, seen?.spanId, seen?.traceId], ["lap", spanId, traceId])
    assert.equal(seen?._tag, "Span")
    assert.equal(seen?.status._tag, "Ended")
  })

  it("takes attributes from annotateCurrentSpan and annotateSpans", async () => {
    const program = Effect.annotateCurrentSpan({ a: 1, b: "two" }).pipe(
      lap,
      Effect.annotateSpans("from", "around")
    )
    const { attributes } = named(await record(program), "lap")
    assert.deepEqual(attributes, { from: "around", a: 1, b: "two" })
  })

  it("takes links and events without harm", async () => {
    const program = Effect.gen(function* () {
      const span = yield* Effect.orDie(Effect.currentSpan)
      span.event("happened", 1n, { secret: "text" })
      span.addLinks([{ span, attributes: {} }])
      yield* Effect.logInfo("hello")
    }).pipe(lap, Effect.withLogSpan("log span"), Effect.withSpan("around"))
    const linked = program.pipe(
      Effect.linkSpans(Tracer.externalSpan({ spanId: "a".repeat(16), traceId: "b".repeat(32) })),
      Effect.provide(Logger.layer([Logger.tracerLogger]))
    )
    assert.deepEqual(named(await record(linked), "lap").attributes, {})
  })

  it("is not there while tracing is off, and its children stand under the span around", async () => {
    const inside = Effect.void.pipe(Lap.step("inside"), Effect.withTracerEnabled(true))
    const off = inside.pipe(Effect.withSpan("off"), lap, Effect.withTracerEnabled(false))
    const records = await record(off.pipe(Lap.step("around")))
    assert.deepEqual(
      records.map(({ name }) => name),
      ["inside", "around"]
    )
    assert.equal(named(records, "inside").parentSpanId, named(records, "around").spanId)
  })

  it("is not there below the trace level that the host wants", async () => {
    const records = await record(
      Effect.void.pipe(
        lap,
        Effect.withSpan("span"),
        Effect.provideService(Tracer.MinimumTraceLevel, "Error")
      )
    )
    assert.deepEqual(records, [])
  })

  it("is not there inside a span that is not sampled", async () => {
    const records = await record(
      Effect.void.pipe(lap, Effect.withSpan("unsampled", { sampled: false }))
    )
    assert.deepEqual(records, [])
  })

  it("continues the trace of an external span", async () => {
    const parent = Tracer.externalSpan({ spanId: "12".repeat(8), traceId: "AB".repeat(16) })
    const program = Effect.void.pipe(lap, Effect.withParentSpan(parent))
    const { parentSpanId, traceId } = named(await record(program), "lap")
    assert.deepEqual([parentSpanId, traceId], ["12".repeat(8), "ab".repeat(16)])
  })

  it("makes ids of the right width from an external span's odd ones", async () => {
    const parent = Tracer.externalSpan({ spanId: "span-1", traceId: `"${"9".repeat(40)}\n` })
    const program = Effect.void.pipe(lap, Effect.withParentSpan(parent))
    const { parentSpanId, traceId } = named(await record(program), "lap")
    assert.deepEqual([parentSpanId, traceId], ["a1".padStart(16, "0"), "9".repeat(32)])
  })

  it("is one span an evaluation when its effect is retried", async () => {
    let tries = 0
    const flaky = Lap.tool("flaky")(function* () {
      tries += 1
      if (tries < 3) return yield* Effect.fail("not yet")
      return tries
    })
    const records = await record(flaky().pipe(Effect.retry(Schedule.recurs(5))))
    assert.deepEqual(
      records.map(({ status }) => status),
      ["error", "error", "ok"]
    )
  })

  it("is the parent of fibers forked inside it", async () => {
    const program = Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.sleep(1).pipe(Lap.step("forked")))
      yield* Fiber.join(fiber)
    }).pipe(lap)
    const records = await record(program)
    assert.equal(named(records, "forked").parentSpanId, named(records, "lap").spanId)
  })

  it("gives the fiber its span back, also after an interruption", async () => {
    const spanName = Effect.map(Effect.option(Effect.currentSpan), (span) =>
      Option.match(span, { onNone: () => "none", onSome: ({ name }) => name })
    )
    const names: string[] = []
    const note = Effect.flatMap(spanName, (name) => Effect.sync(() => names.push(name)))
    const program = Effect.gen(function* () {
      yield* note.pipe(lap)
      yield* note
      yield* Effect.never.pipe(lap, Effect.timeout(1), Effect.exit)
      yield* note
      yield* Effect.fail(1).pipe(lap, Effect.exit)
      yield* note
    }).pipe(Effect.withSpan("around"))
    await record(program)
    assert.deepEqual(names, ["lap", "around", "around", "around"])
  })

  it("is the same where the fiber keeps its stack in another way", async () => {
    const inner = Effect.fail("inside").pipe(Lap.step("inner"))
    const program = Effect.gen(function* () {
      const exit = yield* Effect.exit(withoutStack(inner))
      assert(Exit.isFailure(exit))
      yield* withoutStack(Effect.never.pipe(Lap.step("late"))).pipe(Effect.timeout(1), Effect.exit)
      assert.equal((yield* Effect.orDie(Effect.currentSpan)).name, "lap")
    }).pipe(lap)
    const records = await record(program)
    assert.equal(named(records, "inner").status, "error")
    assert.equal(named(records, "late").status, "interrupted")
    for (const name of ["inner", "late"]) {
      assert.equal(named(records, name).parentSpanId, named(records, "lap").spanId)
    }
  })

  it("keeps name, length and receiver of the function it measures", () => {
    const add = lap(function add(this: { readonly base: number }, a: number, b: number) {
      return Effect.succeed(this.base + a + b)
    })
    assert.deepEqual([add.name, add.length], ["add", 2])
    assert.equal(Effect.runSync(add.call({ base: 1 }, 2, 3)), 6)
  })
})

/** Evaluates `effect` as on a fiber of an Effect that keeps its stack elsewhere: what it answers then runs as usual. */
const withoutStack = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) => {
    const hiding = new Proxy(fiber, {
      get: (target, key) => {
        if (key === "_stack") return undefined
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === "function" ? value.bind(target) : value
      }
    })
    const primitive = effect as unknown as Tracer.EffectPrimitive<Effect.Effect<A, E, R>>
    return primitive["~effect/Effect/evaluate"](hiding)
  })
