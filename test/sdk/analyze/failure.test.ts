/** Failures counted once, where they began. */

import * as assert from "node:assert/strict"
import { createStore } from "../../../sdk/analyze/store.ts"
import type { ErrorCounts } from "../../../sdk/analyze/model.ts"
import { drawTrace } from "./drawn-trace.ts"

const NONE: ErrorCounts = { timeout: 0, database: 0, tool: 0, model: 0, other: 0 }

const check = (sentence: string, drawing: string, expected: Partial<ErrorCounts>) => {
  it(sentence, () => {
    const store = createStore()
    for (const record of drawTrace(drawing)) {
      store.add(record)
      store.report()
    }
    assert.deepEqual(store.report().errors, { ...NONE, ...expected })
  })
}

describe("failures", () => {
  check(
    "are counted once, at the deepest failing span",
    `
     turn            [===========]!
       tool:Refund    [=======]!
         db:orders      [===]!`,
    { database: 1 }
  )
  check(
    "are not counted again above a caller that recovered",
    `
     turn            [===========]!
       iteration       [=======]
         tool:Refund     [==]!`,
    { tool: 1 }
  )
  check(
    "are counted where they began even when the caller recovered",
    `
     turn            [===========]
       tool:Refund    [==]!
       tool:Refund         [==]`,
    { tool: 1 }
  )
  check(
    "of two branches are two",
    `
     turn           [===========]!
       llm           [==]!
       db:orders         [==]!`,
    { model: 1, database: 1 }
  )
  check(
    "that are timeouts are timeouts whatever timed out",
    `
     turn           [===========]!
       db:orders     [==]T`,
    { timeout: 1 }
  )
  check(
    "of a plain span belong to what it failed in",
    `
     llm            [===========]!
       request        [==]!`,
    { model: 1 }
  )
  check(
    "of a plain span whose caller recovered are other",
    `
     llm            [===========]
       request        [==]!`,
    { other: 1 }
  )
  check(
    "are not interruptions",
    `
     turn           [===========]X
       tool:A        [==]X`,
    {}
  )
})
