/** Spans form the tree of the calls, whatever makes them, runs at once, fails or is interrupted. */

import assert from "node:assert/strict"
import { Effect, Exit, Fiber, Scheduler } from "effect"
import fc from "fast-check"
import { Lap } from "../../../sdk/index.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { record } from "./log.ts"

type Kind =
  | "lap function"
  | "lap effect"
  | "lap of a plain function"
  | "withSpan"
  | "fn"
  | "untraced"
type End = "succeed" | "fail" | "die" | "interrupt" | "yield" | "sleep"

/** What a program does: a call with calls inside it, one after the other or all at once. */
interface Call {
  readonly kind: Kind
  readonly end: End
  readonly concurrent: boolean
  readonly calls: readonly Call[]
}

const kinds: readonly Kind[] = [
  "lap function",
  "lap effect",
  "lap of a plain function",
  "withSpan",
  "fn",
  "untraced"
]

const callOf = (depth: number): fc.Arbitrary<Call> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    end: fc.constantFrom<End>("succeed", "succeed", "yield", "sleep", "fail", "die", "interrupt"),
    concurrent: fc.boolean(),
    calls: depth === 0 ? fc.constant([]) : fc.array(callOf(depth - 1), { maxLength: 3 })
  })

const call = callOf(3)

const ends: Readonly<Record<End, Effect.Effect<number, string>>> = {
  succeed: Effect.succeed(1),
  yield: Effect.as(Effect.yieldNow, 2),
  sleep: Effect.as(Effect.sleep(1), 3),
  fail: Effect.fail("failed"),
  die: Effect.die("died"),
  interrupt: Effect.interrupt
}

type Program = Effect.Effect<number, string>

/** Builds the program; its names tell the place of each call in the tree: `0`, `0.1`, `0.1.2`. */
const toEffect = ({ calls, concurrent, end, kind }: Call, name: string): Program => {
  const inside = calls.map((child, index) => toEffect(child, `${name}.${index}`))
  // A call that fails does not stop its siblings: each one of the tree is made.
  const body = Effect.andThen(
    Effect.all(inside.map(Effect.exit), { concurrency: concurrent ? "unbounded" : 1 }),
    ends[end]
  )
  const generator = function* () {
    return yield* body
  }
  const lap = Lap.step(name)
  switch (kind) {
    case "lap function":
      return lap(generator)()
    case "lap effect":
      return body.pipe(lap)
    case "lap of a plain function":
      return lap(() => body)()
    case "withSpan":
      return body.pipe(Effect.withSpan(name))
    case "fn":
      return Effect.fn(name)(generator)()
    case "untraced":
      return body
  }
}

/** Name and parent's name of every span that the program must leave. */
const expected = (call: Call, name: string, parent: string | undefined): readonly string[] => {
  const own = call.kind === "untraced" ? [] : [`${name} in ${parent}`]
  const around = call.kind === "untraced" ? parent : name
  return [
    ...own,
    ...call.calls.flatMap((child, index) => expected(child, `${name}.${index}`, around))
  ]
}

const drawn = (records: readonly LapRecord[]): readonly string[] => {
  const names = new Map(records.map(({ name, spanId }) => [spanId, name]))
  assert.equal(names.size, records.length, "two spans have one id")
  return records.map(({ name, parentSpanId }) => `${name} in ${names.get(parentSpanId)}`)
}

describe("the tree of spans", () => {
  it("is the tree of calls, in one trace", async () => {
    const property = fc.asyncProperty(call, async (call) => {
      const program = toEffect({ ...call, kind: "lap function" }, "0")
      const records = await record(program)
      const wanted = expected({ ...call, kind: "lap function" }, "0", undefined)
      assert.deepEqual(drawn(records).toSorted(), wanted.toSorted())
      assert.equal(new Set(records.map(({ traceId }) => traceId)).size, 1)
      for (const { spanId, traceId } of records) {
        assert.match(traceId ?? "", /^[0-9a-f]{32}$/)
        assert.match(spanId ?? "", /^[0-9a-f]{16}$/)
      }
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it("leaves the result of the program as it is without Lapline", async () => {
    const property = fc.asyncProperty(call, async (call) => {
      const results: string[] = []
      const program = toEffect(call, "0").pipe(
        Effect.exit,
        Effect.tap((exit) => Effect.sync(() => results.push(told(exit))))
      )
      await Effect.runPromise(program)
      await record(program)
      await record(program, { enabled: false })
      assert.deepEqual(results, [results[0], results[0], results[0]])
    })
    await fc.assert(property, { numRuns: 40 })
  })

  it("is whole when the program is interrupted at any moment", async () => {
    const property = fc.asyncProperty(
      call,
      fc.integer({ min: 0, max: 40 }),
      // Effect itself never gets on with fewer.
      fc.integer({ min: 3, max: 8 }),
      async (call, steps, operationsBeforeYield) => {
        const names: string[] = []
        const program = Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(toEffect({ ...call, kind: "lap function" }, "0"))
          for (let step = 0; step < steps; step++) yield* Effect.yieldNow
          yield* Fiber.interrupt(fiber)
          names.push((yield* Effect.orDie(Effect.currentSpan)).name)
        }).pipe(
          Effect.provideService(Scheduler.MaxOpsBeforeYield, operationsBeforeYield),
          Lap.step("around")
        )
        const records = await record(program)
        assert.deepEqual(names, ["around"])
        const ids = new Set(records.map(({ spanId }) => spanId))
        for (const { name, parentSpanId, status } of records) {
          assert(name === "around" || ids.has(parentSpanId), `${name} lost its parent`)
          assert.notEqual(status, undefined)
        }
      }
    )
    await fc.assert(property, { numRuns: 100 })
  })

  it("has a span inside its parent's time", async () => {
    const property = fc.asyncProperty(call, async (call) => {
      const records = await record(toEffect(call, "0"))
      const byId = new Map(records.map((record) => [record.spanId, record]))
      for (const child of records) {
        const parent = byId.get(child.parentSpanId)
        if (parent === undefined) continue
        // Ends are told in microseconds: a microsecond is the most they can be off.
        assert(startMicros(child) >= startMicros(parent) - 1.2, "starts before its parent")
        assert((child.endMicros ?? 0) <= (parent.endMicros ?? 0), "ends after its parent")
      }
    })
    await fc.assert(property, { numRuns: 40 })
  })
})

const startMicros = ({ durationMs, endMicros }: LapRecord): number =>
  (endMicros ?? Number.NaN) - (durationMs ?? Number.NaN) * 1_000

/** An exit without the ids of fibers and the stacks, which no two runs share. */
const told = (exit: Exit.Exit<unknown, unknown>): string =>
  Exit.isSuccess(exit)
    ? `success ${String(exit.value)}`
    : exit.cause.reasons
        .map((reason) => {
          if (reason._tag === "Fail") return `fail ${String(reason.error)}`
          return reason._tag === "Die" ? `die ${String(reason.defect)}` : "interrupt"
        })
        .join()
