/** Recorded conversations as data: sessions with their turns, pages of rows, sums by trace, logs by run. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { paged, PAGE } from "../../../extension/editor/recorded-nodes.ts"
import { createRunLogs } from "../../../extension/editor/run-logs.ts"
import { createSessionIndex } from "../../../extension/editor/session-index.ts"
import { createTraceSums } from "../../../extension/editor/trace-sums.ts"
import { createStore } from "../../../sdk/analyze/store.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"

const record = (given: Partial<LapRecord>): LapRecord => ({
  endMicros: 0,
  durationMs: 10,
  level: "INFO",
  component: "performance",
  metric: "turn",
  step: "total",
  name: "invoke_agent returns",
  toolName: undefined,
  status: "ok",
  sessionId: undefined,
  orderId: undefined,
  traceId: "t",
  spanId: undefined,
  parentSpanId: undefined,
  runId: undefined,
  code: { file: "a.ts", line: 1, function: undefined },
  error: undefined,
  attributes: {},
  extra: {},
  ...given
})

describe("the recorded sessions", () => {
  it("hold their turns in the order they ended, whatever the order of the lines", () => {
    const ends = fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1 })
    fc.assert(
      fc.property(ends, (given) => {
        const index = createSessionIndex()
        for (const endMicros of given) index.see(record({ endMicros, sessionId: "s" }))
        const [session] = index.sessions()
        const inOrder = given.toSorted((a, b) => a - b)
        assert.deepEqual(
          session?.turns.map(({ endMicros }) => endMicros),
          inOrder
        )
        assert.equal(session?.endMicros, inOrder.at(-1))
        assert.equal(session?.totalMs, 10 * given.length)
      })
    )
  })

  it("come with the newest first, count what failed, and take turns only", () => {
    const index = createSessionIndex()
    index.see(record({ sessionId: "old", endMicros: 1, status: "timeout" }))
    index.see(record({ sessionId: "new", endMicros: 5, status: "interrupted" }))
    index.see(record({ sessionId: "other", endMicros: 9, metric: "llm_call" }))
    index.see(record({ sessionId: "new", endMicros: 6, step: "part" }))
    assert.deepEqual(
      index.sessions().map(({ id, turns, failed }) => `${id} ${turns.length} ${failed}`),
      ["new 1 0", "old 1 1"]
    )
  })
})

describe("pages of rows", () => {
  it("end without a row for more when nothing is left", () => {
    assert.equal(paged("parent", Array<number>(PAGE).fill(0), 1).length, PAGE)
    assert.equal(paged("parent", Array<number>(PAGE + 1).fill(0), 1).length, PAGE + 1)
  })

  it("show whole pages, and stand for exactly what is left", () => {
    fc.assert(
      fc.property(fc.nat(3_000), fc.integer({ min: 1, max: 8 }), (count, pages) => {
        const all = Array.from({ length: count }, (_, index) => index)
        const shown = paged("parent", all, pages)
        const more = shown.filter((each) => typeof each !== "number")
        const rows = shown.filter((each) => typeof each === "number")
        assert.deepEqual(rows, all.slice(0, pages * PAGE))
        assert.equal(
          more.reduce((sum, { rest }) => sum + rest, 0),
          count - rows.length
        )
        assert.equal(more.length, count > pages * PAGE ? 1 : 0)
      })
    )
  })
})

describe("the sums of a trace", () => {
  //  turn  |------------------|  0–100, line 1
  //  tool      |-----|           20–60, line 2
  const tool = record({
    metric: "tool_execution",
    spanId: "b",
    parentSpanId: "a",
    endMicros: 60_000,
    durationMs: 40,
    status: "error",
    code: { file: "a.ts", line: 2, function: undefined }
  })
  const turn = record({ spanId: "a", sessionId: "s", endMicros: 100_000, durationMs: 100 })
  const sumsOf = (filter?: (record: LapRecord) => boolean) => {
    const store = createStore()
    const sums = createTraceSums(store.trace, filter)
    for (const each of [tool, turn]) {
      store.add(each)
      sums.see(each)
    }
    return { sums, store }
  }
  const shown = ({ sums }: ReturnType<typeof sumsOf>) =>
    [...sums.all()].flatMap(({ sessionId, sites }) =>
      [...sites].map(([key, { count, errors, totalMs, selfMs, criticalMs }]) =>
        [sessionId, key.split("\0")[1], count, errors, totalMs, selfMs, criticalMs].join(" ")
      )
    )

  it("tell self time, failures and the critical path apart, by the keys of the store's sites", () => {
    const { sums, store } = sumsOf()
    assert.deepEqual(shown({ sums, store }), ["s 1 1 0 100 60 60", "s 2 1 1 40 40 40"])
    const keys = [...sums.all()].flatMap(({ sites }) => [...sites.keys()])
    assert.deepEqual(
      keys.toSorted(),
      store
        .report()
        .sites.map(({ key }) => key)
        .toSorted()
    )
  })

  it("count what a filter chooses, by figures of the whole trace", () => {
    assert.deepEqual(shown(sumsOf(({ metric }) => metric === "turn")), ["s 1 1 0 100 60 60"])
  })

  it("are added up anew when a span comes late", () => {
    const { sums, store } = sumsOf()
    shown({ sums, store })
    const late = { ...tool, spanId: "c", endMicros: 90_000, durationMs: 20 }
    store.add(late)
    sums.see(late)
    assert.deepEqual(shown({ sums, store }), ["s 1 1 0 100 40 40", "s 2 2 2 60 60 60"])
  })
})

describe("the logs of a run", () => {
  it("are known both ways", () => {
    const logs = createRunLogs()
    for (const [run, log] of [
      ["r1", "a"],
      ["r1", "a"],
      ["r1", "b"],
      ["r2", "b"]
    ] as const) {
      logs.see(run, log)
    }
    assert.deepEqual(logs.logsOf("r1"), ["a", "b"])
    assert.deepEqual([...logs.runsIn("b")], ["r1", "r2"])
    assert.deepEqual([...logs.runsIn("c")], [])
  })
})
