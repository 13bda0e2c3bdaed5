/** Self time and share of turn, on drawn traces. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { selfTimeMs } from "../../../sdk/analyze/self-time.ts"
import { buildTrace, type TraceNode } from "../../../sdk/analyze/trace-tree.ts"
import { anyTrace } from "./any-trace.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { createStore } from "../../../sdk/analyze/store.ts"
import { aRecord, drawTrace } from "./drawn-trace.ts"

type Figures = Readonly<Record<string, readonly [selfMs: number, shareOfTurn: number | null]>>

/** Sites by name: self time in milliseconds and share of turn. */
const check = (sentence: string, records: string | readonly LapRecord[], expected: Figures) => {
  it(sentence, () => {
    const store = createStore()
    for (const record of typeof records === "string" ? drawTrace(records) : records) {
      store.add(record)
    }
    const { sites } = store.report()
    assert.deepEqual(
      Object.fromEntries(sites.map((site) => [site.name, [site.selfMs, site.shareOfTurn]])),
      expected
    )
  })
}

describe("self time and share of turn", () => {
  check(
    "is what children in a row leave over",
    `
     turn   [=========]
       a     [==]
       b         [===]`,
    { turn: [3, 1], a: [3, 0.3], b: [4, 0.4] }
  )
  check(
    "counts children that run at once once",
    `
     turn   [=========]
       a     [====]
       b       [====]
       c        [=]`,
    { turn: [3, 1], a: [5, 0.5], b: [5, 0.5], c: [2, 0.2] }
  )
  check(
    "counts a child that outlives its parent while the parent runs",
    `
     turn   [=========]
       a         [=========]`,
    { turn: [5, 1], a: [10, 0.5] }
  )
  check(
    "ignores a child that began after its parent's end",
    `
     turn   [====]
       a           [==]`,
    { turn: [5, 1], a: [3, 0] }
  )
  check(
    "lets a recursive site take its share once",
    `
     turn     [=========]
       f       [=====]
         f       [===]
           f      [=]`,
    { turn: [4, 1], f: [6, 0.6] }
  )
  check(
    "adds up turns, not their concurrency",
    [
      ...drawTrace(
        `
         turn [=========]
           a   [===]`,
        "one"
      ),
      ...drawTrace(
        `
         turn [=========]
           a   [=======]`,
        "two"
      )
    ],
    { turn: [8, 1], a: [12, 0.6] }
  )
  check(
    "treats a turn inside a turn as a part of it",
    `
     turn          [=========]
       sub            [====]
         turn:inner   [===]
           a           [=]`,
    { turn: [5, 1], sub: [1, 0.5], "turn:inner": [2, 0.4], a: [2, 0.2] }
  )
  check(
    "has no share outside turns",
    `
     startup  [====]
       a       [=]`,
    { startup: [3, null], a: [2, null] }
  )
  check(
    "takes only direct children off",
    `
     turn     [=========]
       a       [=]
         b       [====]`,
    { turn: [8, 1], a: [2, 0.2], b: [5, 0.5] }
  )
  check(
    "keeps all the time of a line without a trace",
    [aRecord({ name: "plan", durationMs: 45.2 })],
    {
      plan: [45.2, null]
    }
  )
  check(
    "keeps all the time of a span without a timestamp",
    drawTrace(`
               a  [====]
                 b   [=]`).map((record) => ({ ...record, endMicros: null })),
    { a: [5, null], b: [2, null] }
  )

  it("is, for any trace, the pieces between all borders in which no child runs", () => {
    fc.assert(
      fc.property(anyTrace, (records) => {
        for (const node of buildTrace(records).nodes) {
          if (node.record === undefined || node.interval === undefined) continue
          assert.ok(Math.abs((selfTimeMs(node) ?? -1) - piecesWithoutChild(node)) < 1e-5)
        }
      })
    )
  })
})

const piecesWithoutChild = ({ interval, children }: TraceNode): number => {
  const { startMs, endMs } = interval ?? { startMs: 0, endMs: 0 }
  const running = children.flatMap((child) => child.interval ?? [])
  const borders = [startMs, endMs, ...running.flatMap((each) => [each.startMs, each.endMs])]
    .filter((at) => at >= startMs && at <= endMs)
    .sort((a, b) => a - b)
  return borders.reduce((sum, at, index) => {
    const from = borders[index - 1] ?? at
    const middle = (from + at) / 2
    const covered = running.some((each) => each.startMs <= middle && middle < each.endMs)
    return covered ? sum : sum + at - from
  }, 0)
}
