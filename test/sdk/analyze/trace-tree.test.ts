/** Trees out of whatever records there are. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { buildTrace } from "../../../sdk/analyze/trace-tree.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { aRecord } from "./drawn-trace.ts"

/** `b<a` is span b with parent a. Spans start one millisecond after the other, in the order given. */
const spans = (text: string): readonly LapRecord[] =>
  text.split(" ").map((pair, index) => {
    const [spanId = "", parentSpanId] = pair.split("<")
    const endMicros = 1_765_713_600_000_000 + index * 1000
    return aRecord({ name: spanId, spanId, parentSpanId, endMicros, traceId: "t" })
  })

/** The tree as text: a dot per level, the synthetic root as `*`, marks in brackets. */
const draw = (records: readonly LapRecord[]): string =>
  buildTrace(records)
    .nodes.map(({ record, depth, marks }) => {
      const name = record?.name ?? "*"
      return ".".repeat(depth) + (marks.length === 0 ? name : `${name}[${marks.join(",")}]`)
    })
    .join(" ")

const check = (sentence: string, text: string, expected: string) => {
  it(sentence, () => {
    assert.equal(draw(spans(text)), expected)
    assert.equal(draw(spans(text).toReversed()), expected, "in the opposite order")
  })
}

describe("trace tree", () => {
  check("links children to parents", "a b<a c<b d<a", "a .b ..c .d")
  check("gives two roots a synthetic one", "a b c<a", "* .a ..c .b")
  check(
    "gives a span whose parent is missing a synthetic root",
    "a b<gone c<b",
    "* .a .b[missing parent] ..c"
  )
  check("marks an only span whose parent is missing", "a<gone", "* .a[missing parent]")
  check("cuts a span that is its own parent", "a<a b<a", "a[cycle cut] .b")
  check("cuts a cycle at its earliest span", "x<c a<c b<a c<b", "a[cycle cut] .b ..c ...x")
  check(
    "keeps spans with one id and gives children to the earliest",
    "a a b<a",
    "* .a ..b .a[duplicate id]"
  )

  it("answers nothing with an empty root", () => {
    assert.equal(draw([]), "*")
  })

  it("stands a chain of 100,000 spans", () => {
    const chain = Array.from({ length: 100_000 }, (_, i) =>
      aRecord({ spanId: `s${i}`, parentSpanId: i === 0 ? undefined : `s${i - 1}`, traceId: "t" })
    )
    const { nodes } = buildTrace(chain.toReversed())
    assert.equal(nodes.length, 100_000)
    assert.equal(nodes.at(-1)?.depth, 99_999)
  })

  it("stands a cycle of 100,000 spans", () => {
    const n = 100_000
    const cycle = Array.from({ length: n }, (_, i) =>
      aRecord({ spanId: `s${i}`, parentSpanId: `s${(i + 1) % n}`, traceId: "t" })
    )
    assert.equal(buildTrace(cycle).nodes.filter(({ marks }) => marks.length > 0).length, 1)
  })

  it("is the same tree for every order of arrival, with every record in it once", () => {
    const id = fc.constantFrom("a", "b", "c", "d", "e", undefined)
    const record = fc
      .record({
        spanId: id,
        parentSpanId: id,
        endMicros: fc.constantFrom(1e15, 1e15 + 1000, 0, null),
        durationMs: fc.constantFrom(1, 2, 0, null),
        name: fc.constantFrom("x", "y")
      })
      .map((fields) => aRecord({ ...fields, traceId: "t" }))
    const shuffled = fc
      .array(record, { maxLength: 12 })
      .chain((records) =>
        fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length }))
      )
    fc.assert(
      fc.property(shuffled, ([records, others]) => {
        assert.equal(draw(others), draw(records))
        const inTree = buildTrace(records).nodes.filter(({ record }) => record !== undefined)
        assert.equal(inTree.length, records.length)
      }),
      { numRuns: 500 }
    )
  })

  it("does not stretch the axis to a span dated 1970", () => {
    const { root } = buildTrace([
      aRecord({ spanId: "a", durationMs: 10, traceId: "t" }),
      aRecord({ spanId: "b", durationMs: 1, endMicros: 0, traceId: "t" })
    ])
    assert.ok(root.interval !== undefined)
    assert.equal(root.interval.endMs - root.interval.startMs, 10)
  })
})
