/** Attributes reach the log whatever they are, in lines that every reader takes. */

import assert from "node:assert/strict"
import { Effect } from "effect"
import fc from "fast-check"
import { Lap } from "../../../sdk/index.ts"
import { MAX_LINE_BYTES } from "../../../sdk/record/record.ts"
import { named, readLines, record, withFolder } from "./log.ts"
import { Lapline } from "../../../sdk/index.ts"

const annotated = (attributes: Readonly<Record<string, unknown>>) =>
  Lap.annotate(attributes).pipe(Lap.step("span"))

const recorded = async (attributes: Readonly<Record<string, unknown>>) =>
  named(await record(annotated(attributes)), "span").attributes

const cycle: Record<string, unknown> = { a: 1 }
cycle["self"] = cycle

const deep = (levels: number): unknown => (levels === 0 ? "end" : { inside: deep(levels - 1) })

const odd: Readonly<Record<string, unknown>> = {
  "a string of 100 MB": "x".repeat(100_000_000),
  "a depth of 1,000": deep(1_000),
  "a cycle": cycle,
  "a BigInt": 12345678901234567890n,
  "a Date": new Date(0),
  "a Map": new Map([["a", 1]]),
  "an Error": new RangeError("far"),
  "a Buffer": Buffer.from("secret"),
  "a function": () => 1,
  "a symbol": Symbol("s"),
  "a getter that throws": {
    get value() {
      throw new Error("no")
    }
  },
  "a lone surrogate": "a\ud800b",
  NUL: "a\u0000b",
  "not a number": Number.NaN,
  infinity: Number.NEGATIVE_INFINITY,
  "a proxy that throws": new Proxy(
    {},
    {
      get: () => {
        throw new Error("no")
      },
      ownKeys: () => {
        throw new Error("no")
      }
    }
  )
}

describe("the attributes of a span", () => {
  it("come back as they were given", async () => {
    const value = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.array(fc.string(), { maxLength: 5 })
    )
    // Keys that hold content are left out on purpose, and `__proto__` is no key of a plain object.
    const key = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
      .map((text) => `app.${text}`)
    const property = fc.asyncProperty(fc.dictionary(key, value, { maxKeys: 8 }), async (given) => {
      assert.deepEqual(await recorded(given), JSON.parse(JSON.stringify(given)))
    })
    await fc.assert(property, { numRuns: 100 })
  })

  it("W11 are numbers that read back as the same", async () => {
    const numbers = [
      0,
      -0,
      1,
      9,
      10,
      999,
      1e9,
      2 ** 31 - 1,
      2 ** 31,
      2 ** 53,
      1e21,
      0.1,
      -1,
      5e-324
    ]
    const given = Object.fromEntries(numbers.map((number, index) => [`n${index}`, number]))
    assert.deepEqual(
      Object.values(await recorded(given)),
      numbers.map((number) => number + 0)
    )
  })

  for (const [of, value] of Object.entries(odd)) {
    it(`W10 make a line of the right size of ${of}`, async () => {
      await withFolder(async (folder) => {
        const live = Lapline.layer({ directory: folder })
        const program = annotated({ before: 1, odd: value, after: 2 })
        await Effect.runPromise(program.pipe(Effect.provide(live)))
        const [, line = ""] = readLines(folder)
        assert(Buffer.byteLength(line) < MAX_LINE_BYTES)
        const { attributes } = JSON.parse(line)
        assert.deepEqual([attributes.before, attributes.after], [1, 2])
      })
    })
  }

  it("W10 beyond 128 are counted", async () => {
    const given = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index])
    )
    const attributes = await recorded(given)
    assert.equal(Object.keys(attributes).length, 129)
    assert.equal(attributes["…truncated"], 10_000 - 128)
  })

  it("W10 that do not fit into a line are counted", async () => {
    const given = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`key${index}`, "\u0001".repeat(4_000)])
    )
    const attributes = await recorded(given)
    const kept = Object.keys(attributes).length - 1
    assert(kept > 0 && kept < 20)
    assert.equal(attributes["…truncated"], 20 - kept)
  })

  it("fixed at a site stand before the others, once", async () => {
    const lap = Lap.step("span", { attributes: { a: 1, b: "fixed" } })
    const program = Effect.gen(function* () {
      yield* Effect.void.pipe(lap)
      yield* Lap.annotate({ b: "own", c: 3 }).pipe(lap)
      yield* Lap.annotate({ c: 3 }).pipe(lap)
    })
    const attributes = (await record(program)).map((span) => span.attributes)
    assert.deepEqual(attributes, [
      { a: 1, b: "fixed" },
      { a: 1, b: "own", c: 3 },
      { a: 1, b: "fixed", c: 3 }
    ])
  })

  it("keep the last value of a key, and not undefined ones", async () => {
    const program = Effect.andThen(
      Lap.annotate({ a: 1, gone: undefined }),
      Lap.annotate({ a: 2, b: 3 })
    )
    assert.deepEqual(named(await record(program.pipe(Lap.step("span"))), "span").attributes, {
      a: 2,
      b: 3
    })
  })

  it("go to the nearest Lap, not to a span inside it, and nowhere outside", async () => {
    const program = Effect.gen(function* () {
      yield* Lap.annotate({ outside: true })
      yield* Lap.annotate({ inside: true }).pipe(Effect.withSpan("inner"), Lap.step("outer"))
    })
    const records = await record(program)
    assert.deepEqual(named(records, "outer").attributes, { inside: true })
    assert.deepEqual(named(records, "inner").attributes, {})
  })
})
