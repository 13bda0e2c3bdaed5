/** A store with a filter: what is chosen has the figures it has without one, and nothing else has any. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { parseFilter } from "../../../sdk/analyze/filter/filter.ts"
import type { Report, Site } from "../../../sdk/analyze/model.ts"
import { createStore, type Store } from "../../../sdk/analyze/store.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { anyTrace } from "./any-trace.ts"
import { drawTrace } from "./drawn-trace.ts"

const RECORDS = [
  ...drawTrace(
    `
    turn              [==================]
      tool:Refund      [=======]!
        db:orders       [===]
      llm:planner               [====]
    `,
    "first"
  ),
  ...drawTrace(
    `
    turn              [=============================]
      llm:planner      [====]
      tool:Order            [=]
    `,
    "second"
  )
]

const storeOf = (records: readonly LapRecord[], text = ""): Store => {
  const filter = parseFilter(text)
  if (filter._tag === "FilterProblem") return assert.fail(filter.message)
  const store = createStore({ filter: filter.matches })
  for (const record of records) store.add(record)
  return store
}

const reportOf = (text: string): Report => storeOf(RECORDS, text).report()

const withoutShare = (site: Site) => ({ ...site, shareOfTurn: null })

describe("a store with a filter", () => {
  it("gives each chosen place the figures it has without one, self time too", () => {
    fc.assert(
      fc.property(anyTrace, fc.constantFrom("turn", "db_query", "span"), (records, metric) => {
        const all = storeOf(records).report().sites
        const chosen = storeOf(records, `metric=${metric}`).report().sites
        assert.deepEqual(
          chosen.map(withoutShare),
          all.filter((site) => site.metric === metric).map(withoutShare)
        )
      })
    )
  })

  it("answers without one as with one that finds everything", () => {
    fc.assert(
      fc.property(anyTrace, (records) => {
        assert.deepEqual(storeOf(records, "metric=*").report(), storeOf(records).report())
      })
    )
  })

  it("counts turns, chains and errors of the traces that hold a chosen span", () => {
    const { turns, chains, errors } = reportOf("tool=Refund")
    assert.equal(turns.count, 1)
    assert.deepEqual(chains, [{ tools: ["Refund"], count: 1 }])
    assert.equal(errors.tool, 1)
    assert.deepEqual(reportOf("tool=Order").errors, { ...errors, tool: 0 })
  })

  it("gives shares of those turns", () => {
    const [site] = reportOf("tool=Refund").sites
    assert.equal(site?.shareOfTurn, 8 / 19)
  })

  it("counts the chosen tools alone", () => {
    assert.deepEqual(
      reportOf("tool=Order").tools.map(({ tool, count }) => [tool, count]),
      [["Order", 1]]
    )
  })

  it("counts every line, chosen or not", () => {
    assert.equal(reportOf("tool=Order").lines.accepted, RECORDS.length)
  })

  it("finds the trace of the slowest chosen span", () => {
    const slowest = (text: string) => storeOf(RECORDS, text).slowestTrace()?.traceId
    assert.equal(slowest(""), "second")
    assert.equal(slowest("tool=*"), "first")
    assert.equal(slowest("metric=db_query"), "first")
    assert.equal(slowest("name=nothing"), undefined)
  })
})
