/** What is said of a conversation that did not go as expected. */
import assert from "node:assert/strict"
import type { Expectations } from "../../../agent/runner/conversation.ts"
import type { Observation } from "../../../agent/runner/observe.ts"
import { differences } from "../../../agent/runner/verify.ts"
import type { TurnResult } from "../../../agent/turn/turn.ts"

const EXPECTED: Expectations = {
  tools: [["GetOrderDetails", "CheckEligibility"]],
  reasonCode: "APPROVED",
  order: { number: "77893", status: "Return_Initiated", refundCents: 12_999, escalated: false },
  ticket: null,
  answers: [["RMA-", "label"]],
  never: ["fraud"]
}

const call = (name: string, output: Record<string, unknown>) => ({
  id: name,
  name,
  params: {},
  output
})

const TURN: TurnResult = {
  answer: "Your LABEL for RMA-1 is ready.",
  outcome: "answered",
  iterations: 3,
  toolCalls: [
    call("GetOrderDetails", { success: true }),
    call("CheckEligibility", { success: true, reason_code: "APPROVED" })
  ]
}

const OBSERVED: Observation = {
  orderStatus: "Return_Initiated",
  rmas: [{ refundCents: 12_999, escalated: false }],
  tickets: []
}

interface Case {
  readonly turn?: Partial<TurnResult>
  readonly observed?: Partial<Observation>
  readonly expected?: Partial<Expectations>
}

const check = ({ turn, observed, expected }: Case): string[] =>
  differences({ ...EXPECTED, ...expected }, [{ ...TURN, ...turn }], { ...OBSERVED, ...observed })

const CASES: ReadonlyArray<readonly [string, Case, readonly string[]]> = [
  ["nothing when all is as expected", {}, []],
  [
    "another order of tools",
    { turn: { toolCalls: TURN.toolCalls.toReversed() } },
    [
      "turn 1: tools: expected GetOrderDetails → CheckEligibility, found CheckEligibility → GetOrderDetails"
    ]
  ],
  [
    "a failed turn",
    { turn: { outcome: "timeout" } },
    ["turn 1: outcome: expected answered, found timeout"]
  ],
  [
    "what the answer does not mention",
    { turn: { answer: "RMA-1" } },
    ['turn 1: the answer does not mention "label"']
  ],
  [
    "what the answer must not mention",
    { turn: { answer: "RMA- label Fraud" } },
    ['turn 1: the answer mentions "fraud"']
  ],
  [
    "another decision",
    { expected: { reasonCode: "TIME_EXP" } },
    ["reason code: expected TIME_EXP, found APPROVED"]
  ],
  [
    "another status and no RMA",
    { observed: { orderStatus: "Delivered", rmas: [] } },
    [
      "order 77893: status: expected Return_Initiated, found Delivered",
      "order 77893: refunds: expected 12999 cents, found none"
    ]
  ],
  [
    "a second RMA",
    { observed: { rmas: [...OBSERVED.rmas, ...OBSERVED.rmas] } },
    ["order 77893: refunds: expected 12999 cents, found 12999 cents → 12999 cents"]
  ],
  [
    "an RMA that is marked",
    { observed: { rmas: [{ refundCents: 12_999, escalated: true }] } },
    ["order 77893: RMA escalated: expected false, found true"]
  ],
  ["a ticket", { observed: { tickets: ["HIGH"] } }, ["tickets: expected none, found HIGH"]],
  [
    "a ticket of another priority",
    { observed: { tickets: ["LOW"] }, expected: { ticket: "HIGH" } },
    ["tickets: expected HIGH, found LOW"]
  ]
]

describe("the differences of a conversation", () => {
  for (const [what, given, expected] of CASES) {
    it(`are ${what}`, () => assert.deepEqual(check(given), expected))
  }
})
