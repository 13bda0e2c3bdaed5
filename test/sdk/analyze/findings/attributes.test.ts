/** Attributes cost more to get at than anything else of a span: only those of candidates are asked for. */

import * as assert from "node:assert/strict"
import { createStore } from "../../../../sdk/analyze/store.ts"
import { drawTrace } from "../drawn-trace.ts"

/** The names of the spans whose attributes a report asked for. */
const askedIn = (drawing: string): readonly string[] => {
  const asked = new Set<string>()
  const store = createStore()
  for (const record of drawTrace(drawing)) {
    const { attributes } = record
    const watched = Object.defineProperty({ ...record }, "attributes", {
      get: () => {
        asked.add(record.name)
        return attributes
      }
    })
    store.add(watched)
  }
  store.report()
  return [...asked].sort()
}

describe("attributes", () => {
  it("are asked for of no query, step or tool in a turn in which nothing looks odd", () => {
    const asked = askedIn(`
      turn             [====================]
        tool:A          [=========]
          tool:A/check   [=====]
            db:one        [=]
            db:two           [=]
        tool:B                     [====]
          db:three                  [==]`)
    assert.deepEqual(asked, ["turn"])
  })

  it("are asked for of a tool that was called twice, whose inputs may be the same", () => {
    const asked = askedIn(`
      turn        [====================]
        tool:A     [====]
        tool:B          [====]
        tool:A               [====]`)
    assert.deepEqual(asked, ["tool:A", "turn"])
  })
})
