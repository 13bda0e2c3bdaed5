/** Turns, tools and chains out of drawn traces. */

import * as assert from "node:assert/strict"
import { createStore } from "../../../sdk/analyze/store.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { aRecord, drawTrace } from "./drawn-trace.ts"

const reportOf = (records: readonly LapRecord[]) => {
  const store = createStore()
  for (const record of records) store.add(record)
  return store.report()
}

const LOOK = `
              turn          [==================]
                iteration    [=======]
                  llm         [==]
                  tool:Look      [==]
                    tool:Look/find [=]
                iteration             [=====]
                  tool:Refund          [==]!`

const IDLE = `
              turn [====]
                llm [=]`

describe("turns", () => {
  it("have the iterations and tools of the spans below them", () => {
    const { turns, chains, tools } = reportOf([...drawTrace(LOOK, "a"), ...drawTrace(IDLE, "b")])
    assert.equal(turns.count, 2)
    assert.equal(turns.iterationsMean, 2)
    assert.equal(turns.toolsMean, 1)
    assert.deepEqual(chains, [
      { tools: ["Look", "Refund"], count: 1 },
      { tools: [], count: 1 }
    ])
    assert.deepEqual(
      tools.map(({ tool, count, errors, totalMs }) => [tool, count, errors, totalMs]),
      [
        ["Look", 1, 0, 3],
        ["Refund", 1, 1, 3]
      ]
    )
  })

  it("in more than 500 chains keep the rarest together", () => {
    const turn = (tool: number) =>
      aRecord({ metric: "turn", attributes: { "lapline.tools": [`tool ${tool}`] } })
    const many = Array.from({ length: 600 }, (_, tool) => turn(tool))
    const { chains } = reportOf([...many, turn(7)])
    assert.equal(chains.length, 500)
    assert.deepEqual(chains[0], { tools: ["tool 7"], count: 2 })
    assert.deepEqual(chains.at(-1), { tools: ["__overflow__"], count: 101 })
  })

  it("have the iterations and tools their own attributes give", () => {
    const turn = aRecord({
      metric: "turn",
      attributes: { "lapline.iterations": 3, "lapline.tools": ["A", "B", "A"] }
    })
    const { turns, chains } = reportOf([turn])
    assert.equal(turns.iterationsMean, 3)
    assert.equal(turns.toolsMean, 3)
    assert.deepEqual(chains, [{ tools: ["A", "B", "A"], count: 1 }])
  })

  it("of the plan's own lines have no iterations, tools or chains made up", () => {
    const { turns, chains } = reportOf([aRecord({ metric: "turn" })])
    assert.deepEqual([turns.count, turns.iterationsMean, turns.toolsMean], [1, null, null])
    assert.deepEqual(chains, [])
  })

  it("per second are measured while turns run, not while the agent waits", () => {
    const hourLater = aRecord({ metric: "turn", durationMs: 500, endMicros: 1_765_717_200_000_000 })
    const { turns } = reportOf([aRecord({ metric: "turn", durationMs: 500 }), hourLater])
    assert.equal(turns.perSecond, 2)
  })

  it("per second count turns that run at once", () => {
    const turn = aRecord({ metric: "turn", durationMs: 1000 })
    assert.equal(reportOf([turn, turn, turn]).turns.perSecond, 3)
  })

  it("per second leave out those of which nobody knows when they ran", () => {
    const turn = aRecord({ metric: "turn", durationMs: 1000 })
    const { turns } = reportOf([turn, { ...turn, endMicros: null }])
    assert.deepEqual([turns.count, turns.perSecond], [2, 1])
  })

  it("without any turn have no figures", () => {
    const { turns } = reportOf([aRecord()])
    assert.deepEqual(turns, {
      count: 0,
      errors: 0,
      p50Ms: null,
      p95Ms: null,
      p99Ms: null,
      maxMs: null,
      perSecond: null,
      iterationsMean: null,
      toolsMean: null
    })
  })

  it("that failed are counted, steps of a turn are not turns", () => {
    const { turns } = reportOf([
      aRecord({ metric: "turn", status: "error" }),
      aRecord({ metric: "turn", step: "parse" })
    ])
    assert.deepEqual([turns.count, turns.errors], [1, 1])
  })
})
