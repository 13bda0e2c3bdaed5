/** Where the time of a turn went: the ledger of the session's last turn. */
import assert from "node:assert/strict"
import { breakdownOf, breakdownText } from "../../../agent/chat/breakdown.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { drawTrace } from "../../sdk/analyze/drawn-trace.ts"

const TURN = `
   turn           [===================]
     llm:m         [======]
       rag:policy   [==]
         db:x        []
     tool:A                [====]`
const LATER = `
   turn           [==========]
     llm:m         [======]`

const said = (drawing: string, traceId: string, sessionId: string): readonly LapRecord[] =>
  drawTrace(drawing, traceId).map((record) => ({ ...record, sessionId }))

describe("the breakdown of a turn", () => {
  it("gives every instant to the innermost operation it was in, and tells all owners", () => {
    const times = breakdownOf(said(TURN, "a", "s"), "s")
    assert.ok(times !== undefined)
    assert.equal(
      breakdownText(times),
      "20.0 ms: model wait 4.00 ms · tools 5.00 ms · database 1.00 ms · RAG 2.00 ms · own code 0 ms · unattributed 8.00 ms"
    )
  })

  it("is of the session's last turn", () => {
    const records = [...said(TURN, "a", "s"), ...said(LATER, "b", "s"), ...said(TURN, "c", "other")]
    assert.equal(breakdownOf(records, "s")?.durationMicros, 11_000)
    assert.equal(breakdownOf(records, "somebody else"), undefined)
  })
})
