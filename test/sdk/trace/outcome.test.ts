/** How an operation ended is how its record says it ended. */

import assert from "node:assert/strict"
import { Data, Effect } from "effect"
import { Lap } from "../../../sdk/index.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { named, record } from "./log.ts"

class OrderMissing extends Data.TaggedError("OrderMissing")<{ readonly message: string }> {}

interface Case {
  readonly of: string
  readonly effect: Effect.Effect<unknown, unknown>
  readonly status: LapRecord["status"]
  readonly type?: string
  readonly message?: string
}

const cases: readonly Case[] = [
  { of: "a success", effect: Effect.succeed(1), status: "ok" },
  {
    of: "a tagged failure",
    effect: Effect.fail(new OrderMissing({ message: "no order 1" })),
    status: "error",
    type: "OrderMissing",
    message: "no order 1"
  },
  {
    of: "an error",
    effect: Effect.fail(new RangeError("too far")),
    status: "error",
    type: "RangeError",
    message: "too far"
  },
  { of: "a text", effect: Effect.fail("no"), status: "error", type: "string", message: "no" },
  { of: "null", effect: Effect.fail(null), status: "error", type: "object", message: "null" },
  {
    of: "a defect",
    effect: Effect.die(new TypeError("broken")),
    status: "error",
    type: "TypeError",
    message: "broken"
  },
  {
    of: "an exception thrown by the code",
    effect: Effect.sync(() => {
      throw new TypeError("thrown")
    }),
    status: "error",
    type: "TypeError",
    message: "thrown"
  },
  { of: "an interruption", effect: Effect.interrupt, status: "interrupted" },
  {
    of: "Effect's timeout",
    effect: Effect.never.pipe(Effect.timeout(1)),
    status: "timeout",
    type: "TimeoutError"
  },
  {
    of: "a failure and an interruption",
    effect: Effect.all([Effect.fail("first"), Effect.never], { concurrency: 2 }),
    status: "error",
    type: "string",
    message: "first"
  },
  {
    of: "an error whose message throws",
    effect: Effect.fail({
      get message(): string {
        throw new Error("unreadable")
      }
    }),
    status: "error",
    type: "Object"
  }
]

type Program = Effect.Effect<unknown, unknown>

const wrappers: readonly (readonly [how: string, wrap: (program: Program) => Program])[] = [
  ["a Lap", Lap.step("span")],
  ["Effect.withSpan", Effect.withSpan("span")]
]

describe("the outcome of a span", () => {
  for (const { effect, message, of, status, type } of cases) {
    for (const [how, wrap] of wrappers) {
      it(`of ${of} under ${how} is ${status}`, async () => {
        const { error, status: recorded } = named(await record(wrap(effect)), "span")
        assert.equal(recorded, status)
        assert.equal(error?.type, type)
        if (message !== undefined) assert.equal(error?.message, message)

        assert.equal(error !== undefined, status === "error" || status === "timeout")
      })
    }
  }

  it("holds the stack of an error", async () => {
    const failing = Effect.fail(new RangeError("too far")).pipe(Lap.step("span"))
    const { error } = named(await record(failing), "span")
    assert.match(error?.stack ?? "", /RangeError: too far\n\s+at .*outcome\.test\.ts:\d+:\d+/)
  })

  it("is an error where the code of a function throws before it makes an effect", async () => {
    const broken = Lap.tool("Broken")((): Effect.Effect<void> => {
      throw new Error("at once")
    })
    const records = await record(Effect.exit(broken()).pipe(Effect.withSpan("around")))
    assert.equal(named(records, "execute_tool Broken").error?.message, "at once")
    assert.equal(named(records, "around").status, "ok")
  })

  it("is the marked error where the effect succeeds, and on the marked span alone", async () => {
    const tool = Lap.tool("Lookup")(function* () {
      yield* Lap.markError({ type: "DATA_ERR", message: "no such order" }).pipe(
        Effect.withSpan("inside")
      )
      return { success: false }
    })
    const records = await record(tool().pipe(Lap.turn("shop")))
    const { error, status } = named(records, "execute_tool Lookup")
    assert.deepEqual({ status, type: error?.type }, { status: "error", type: "DATA_ERR" })
    assert.equal(error?.message, "no such order")
    assert.equal(named(records, "inside").status, "ok")
    assert.equal(named(records, "invoke_agent shop").status, "ok")
  })

  it("is the failure, not the mark, where both are there", async () => {
    const step = Effect.andThen(Lap.markError({ type: "MARK" }), Effect.fail("failure"))
    assert.equal(named(await record(step.pipe(Lap.step("span"))), "span").error?.type, "string")
  })
})
