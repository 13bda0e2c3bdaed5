/** Each fault of the agent is found under its name, nothing is found without one, and every microsecond of a turn has an owner. */
import assert from "node:assert/strict"
import { FAULTS, type Fault } from "../../../agent/fault/fault.ts"
import { ledgersOf } from "../../../sdk/analyze/ledger.ts"
import type { Finding, FindingCode } from "../../../sdk/analyze/model.ts"
import { createStore, type Store } from "../../../sdk/analyze/store.ts"
import { decodeLine } from "../../../sdk/record/decode.ts"
import { type Home, logsOf, makeHome, runProcess } from "../runner/child.ts"

/** What shows each fault: the samples and how often. Of a single turn a busy machine makes so long that two searches are no share of it. */
const SHOWN_BY: Readonly<Record<Fault, readonly string[]>> = {
  "n-plus-one": ["damaged"],
  "slow-query": ["eligible-return"],
  "repeat-tool": ["damaged"],
  "serial-tools": ["--runs", "1"],
  retry: ["damaged"],
  "context-growth": ["eligible-return"],
  "slow-startup": ["damaged"],
  "pool-starve": ["damaged"],
  leak: ["--runs", "5"]
}

/** The line that each is found at. */
const FOUND_IN: Readonly<Record<Fault, RegExp>> = {
  "n-plus-one": /knowledge\/search\.ts$/,
  "slow-query": /database\/policies\.ts$/,
  "repeat-tool": /tools\/(?:get-order-details|check-eligibility)\.ts$/,
  "serial-tools": /turn\/context\.ts$/,
  retry: /turn\/model-call\.ts$/,
  "context-growth": /turn\/model-call\.ts$/,
  "slow-startup": /agent\/startup\.ts$/,
  "pool-starve": /database\/pool\.ts$/,
  leak: /turn\/turn\.ts$/
}

describe("the faults of the agent", function () {
  this.timeout(300_000)
  let home: Home
  const withoutFault: Run[] = []

  before(async () => {
    // The pace of the samples as users run them: findings weigh what a turn waits for.
    home = makeHome({ AGENT_MODEL_FIRST_TOKEN_MS: "8", AGENT_MODEL_TOKEN_MS: "0.3" })
    withoutFault.push(await run("--runs", "1"), await run("--runs", "2"))
  })
  after(() => home.remove())

  interface Run {
    readonly store: Store
    /** Ids of the traces that hold turns. */
    readonly turns: ReadonlySet<string>
  }

  /** Runs conversations, and answers what is in their log alone. */
  const run = async (...args: readonly string[]): Promise<Run> => {
    const { code, stderr } = await runProcess(home, "conversations", ...args)
    assert.ok(code === 0 || code === 1, stderr)
    const store = createStore()
    const turns = new Set<string>()
    for (const line of logsOf(home).at(-1)?.text.trimEnd().split("\n") ?? []) {
      const decoded = decodeLine(line)
      assert.equal(decoded._tag, "Record")
      if (decoded._tag !== "Record") continue
      store.add(decoded.record)
      const { metric, traceId } = decoded.record
      if (metric === "turn" && traceId !== undefined) turns.add(traceId)
    }
    return { store, turns }
  }

  const named = (findings: readonly Finding[]): readonly FindingCode[] =>
    findings.map(({ code }) => code).filter((code) => Object.hasOwn(FAULTS, code))

  it("are not found where none is switched on, in a cold start as in a warm one", () => {
    const starts = withoutFault.map(({ store }) => store.report().runs[0]?.start)
    assert.deepEqual(starts, ["cold", "warm"])
    for (const { store } of withoutFault) assert.deepEqual(named(store.report().findings), [])
  })

  for (const [fault, args] of Object.entries(SHOWN_BY) as [Fault, readonly string[]][]) {
    it(`show ${fault} when it is switched on, at its line`, async () => {
      const { store } = await run(...args, "--fault", fault)
      const { findings } = store.report()
      const found = findings.find(({ code }) => code === fault)
      assert.ok(found !== undefined, `found ${findings.map(({ code }) => code).join(", ")}`)
      assert.match(found.site.file ?? "", FOUND_IN[fault])
      assert.ok(found.evidence.length > 0)
      // Memory is no time, and the sample's model reads a long prompt as fast as a short one.
      const isTime = fault !== "leak" && fault !== "context-growth"
      assert.ok(!isTime || (found.savingMs ?? 0) > 0, `saves ${found.savingMs} ms`)
    })
  }

  it("leave no more than 2 % of any conversation without an owner, and add up", () => {
    const conversations = new Map<string, { turnMicros: number; unattributed: number }>()
    for (const { store, turns } of withoutFault) {
      for (const traceId of turns) {
        const tree = store.trace(traceId)
        for (const { turn, durationMicros, entries } of tree === undefined ? [] : ledgersOf(tree)) {
          const sum = entries.reduce((all, { micros }) => all + micros, 0)
          assert.equal(sum, Math.round((turn.record?.durationMs ?? 0) * 1000))
          const key = turn.record?.sessionId ?? ""
          const known = conversations.get(key) ?? { turnMicros: 0, unattributed: 0 }
          known.turnMicros += durationMicros
          known.unattributed += entries.at(-1)?.micros ?? 0
          conversations.set(key, known)
        }
      }
    }
    assert.equal(conversations.size, 24)
    for (const [session, { turnMicros, unattributed }] of conversations) {
      assert.ok(
        unattributed < turnMicros * 0.02,
        `${unattributed} of ${turnMicros} µs in ${session}`
      )
    }
  })

  it("are named to whoever asks for one that there is not", async () => {
    const { code, stderr } = await runProcess(home, "conversations", "damaged", "--fault", "bug")
    assert.equal(code, 2)
    assert.match(stderr, /n-plus-one, slow-query/)
    assert.doesNotMatch(stderr, /^\s+at /mu)
  })
})
