/** Whose every microsecond of a turn is, on drawn and on any traces. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { ledgersOf, OWNERS, type Owner } from "../../../sdk/analyze/ledger.ts"
import { selfTimeMs } from "../../../sdk/analyze/self-time.ts"
import { buildTrace, type TraceNode } from "../../../sdk/analyze/trace-tree.ts"
import { anyTrace } from "./any-trace.ts"
import { drawTrace } from "./drawn-trace.ts"

/** Milliseconds of the owners that have any, for each turn of the drawing. */
const check = (
  sentence: string,
  drawing: string,
  ...expected: readonly Readonly<Partial<Record<Owner, number>>>[]
) => {
  it(sentence, () => {
    const ledgers = ledgersOf(buildTrace(drawTrace(drawing)))
    const owned = ledgers.map(({ entries }) =>
      Object.fromEntries(
        entries.flatMap(({ owner, micros }) => (micros > 0 ? [[owner, micros / 1000]] : []))
      )
    )
    assert.deepEqual(owned, expected)
  })
}

describe("the turn ledger", () => {
  check(
    "gives each kind of work its owner and the rest to nobody",
    `
     turn          [===================]
       iteration    [=================]
         llm:m       [===]
         tool:A          [========]
           db:orders      [==]
           rag:policy         [=]
           check                 [=]`,
    { model: 4, tools: 4, database: 3, rag: 2, own: 5, unattributed: 2 }
  )
  check(
    "lets the deepest owner have it: what a tool waits for in the database is the database's",
    `
     turn         [======]
       tool:A     [======]
         help      [===]
           db:x     [=]`,
    { tools: 5, database: 2 }
  )
  check(
    "counts the wait for a connection as the database's",
    `
     turn         [======]
       tool:A     [======]
         conn:pool   [==]`,
    { tools: 4, database: 3 }
  )
  check(
    "gives time that children share to the one that ends last",
    `
     turn       [=========]
       llm:m     [===]
       tool:A     [=====]
       db:x         [=]`,
    { model: 1, tools: 6, unattributed: 3 }
  )
  check(
    "lets a child that is waited for longer go on when one beside it is done",
    `
     turn       [=========]
       llm:m    [=====]
       tool:A      [======]`,
    { model: 3, tools: 7 }
  )
  check(
    "tells who ended last also where what is waited for next hides it",
    `
     turn         [==========]
       tool:A      [======]
         llm:m      [===]
         db:x         [==]
       rag:r           [=====]`,
    { model: 2, tools: 1, database: 1, rag: 6, unattributed: 1 }
  )
  check(
    "counts plain spans and loops of a turn as the program's own code",
    `
     turn          [=======]
       prepare     [=]
       iteration     [====]`,
    { own: 7, unattributed: 1 }
  )
  check(
    "takes a turn inside a tool for a part of the tool",
    `
     turn            [========]
       tool:ask       [======]
         turn:inner    [====]
           llm:m        [==]`,
    { tools: 4, model: 3, unattributed: 2 }
  )
  check(
    "has one for each turn of a trace",
    `
     turn:1     [===]
       llm:m    [=]
     turn:2          [==]
       db:x          [=]`,
    { model: 2, unattributed: 2 },
    { database: 2, unattributed: 1 }
  )
  check("has none where there is no turn", `startup  [===]`)

  it("adds up to the duration of the turn, to the microsecond, whatever runs at once", () => {
    fc.assert(
      fc.property(anyTrace, (records) => {
        for (const { turn, durationMicros, entries } of ledgersOf(buildTrace(records))) {
          assert.equal(durationMicros, Math.round((turn.record?.durationMs ?? 0) * 1000))
          assert.deepEqual(
            entries.map(({ owner }) => owner),
            OWNERS
          )
          assert.equal(
            entries.reduce((sum, { micros }) => sum + micros, 0),
            durationMicros
          )
          assert.ok(entries.every(({ micros }) => Number.isSafeInteger(micros) && micros >= 0))
        }
      })
    )
  })

  it("gives each instant to the innermost span that runs, of those that run at once to the last to end", () => {
    fc.assert(
      fc.property(anyTrace, (records) => {
        for (const { turn, entries } of ledgersOf(buildTrace(records))) {
          const owned = new Map<Owner, number>()
          const pieces = piecesOf(turn)
          for (const [from, to] of pieces) {
            const owner = ownerOf(runningAt(turn, (from + to) / 2), turn)
            owned.set(owner, (owned.get(owner) ?? 0) + to - from)
          }
          for (const { owner, micros } of entries) {
            // Each border between pieces is rounded to a microsecond.
            const tolerance = 0.001 * (pieces.length + 1)
            assert.ok(Math.abs(micros / 1000 - (owned.get(owner) ?? 0)) <= tolerance, owner)
          }
        }
      })
    )
  })

  it("leaves unattributed exactly the turn's own self time", () => {
    fc.assert(
      fc.property(anyTrace, (records) => {
        for (const { turn, entries } of ledgersOf(buildTrace(records))) {
          const restMs = (entries.at(-1)?.micros ?? 0) / 1000
          // Each border between pieces is rounded to a microsecond.
          const tolerance = 0.001 * (turn.children.length + 1)
          assert.ok(Math.abs(restMs - (selfTimeMs(turn) ?? 0)) <= tolerance)
        }
      })
    )
  })
})

/** The turn's time between the beginnings and ends of all that is below it. */
const piecesOf = (turn: TraceNode): readonly (readonly [fromMs: number, toMs: number])[] => {
  const { startMs, endMs } = turn.interval ?? { startMs: 0, endMs: 0 }
  const borders = below(turn)
    .flatMap(({ interval }) => (interval === undefined ? [] : [interval.startMs, interval.endMs]))
    .filter((at) => at >= startMs && at <= endMs)
    .sort((a, b) => a - b)
  return borders.flatMap((to, index) => {
    const from = borders[index - 1] ?? to
    return from < to ? [[from, to] as const] : []
  })
}

const below = (node: TraceNode): readonly TraceNode[] => [node, ...node.children.flatMap(below)]

const runningAt = (node: TraceNode, atMs: number): TraceNode => {
  const running = node.children.flatMap((child) =>
    child.interval !== undefined && child.interval.startMs < atMs && atMs < child.interval.endMs
      ? [{ child, ...child.interval }]
      : []
  )
  const [last] = running.sort((a, b) => b.endMs - a.endMs || a.startMs - b.startMs)
  return last === undefined ? node : runningAt(last.child, atMs)
}

const ownerOf = (node: TraceNode, turn: TraceNode): Owner => {
  if (node === turn) return "unattributed"
  const own = OWNER_OF[node.record?.metric ?? ""]
  if (own !== undefined) return own
  const { parent } = node
  return parent === undefined || parent === turn ? "own" : ownerOf(parent, turn)
}

const OWNER_OF: Readonly<Record<string, Owner>> = {
  db_query: "database",
  rag_query: "rag",
  llm_call: "model",
  tool_execution: "tools"
}
