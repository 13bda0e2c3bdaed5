/** A load of conversations on one database: none fails, none waits for a lock in vain, and kill -9 leaves it whole. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import path from "node:path"
import { databaseLayer } from "../../../agent/database/client.ts"
import type { ProgressEvent } from "../../../agent/runner/progress.ts"
import { violations } from "../violations.ts"
import { type Home, logsOf, makeHome, runProcess, startProcess } from "./child.ts"

const violationsIn = (home: Home): Promise<readonly string[]> => {
  const file = path.join(home.environment["AGENT_DATA"] ?? "", "agent.db")
  return Effect.runPromise(Effect.provide(violations, databaseLayer({ file, driver: "node" })))
}

/** What a sample provokes on purpose: an order that does not exist. */
const EXPECTED_ERRORS = new Set(["DATA_ERR"])

for (const driver of ["node", "auto"]) {
  describe(`conversations in parallel with the driver ${driver}`, function () {
    this.timeout(120_000)
    let home: Home
    beforeEach(() => {
      home = makeHome({ AGENT_DB_DRIVER: driver })
    })
    afterEach(() => home.remove())

    it("end as expected, 200 of them and 8 at once, without a lock that fails", async () => {
      const args = ["conversations", "--runs", "25", "--parallel", "8", "--json"]
      const { code, stdout, stderr } = await runProcess(home, ...args)
      assert.equal(code, 0, stderr)
      const answer: unknown = JSON.parse(stdout)
      assert(typeof answer === "object" && answer !== null)
      assert("runs" in answer && Array.isArray(answer.runs) && answer.runs.length === 200)
      assert("throughput" in answer && typeof answer.throughput === "object")
      assert.match(
        JSON.stringify(answer.throughput),
        /^\{"messages":250,"elapsedMs":[\d.]+,"perSecond":[\d.]+,"p50Ms":[\d.]+,"p95Ms":[\d.]+,"p99Ms":[\d.]+\}$/u
      )
      const [log] = logsOf(home)
      assert.equal(log?.malformed, 0)
      const failed = log.lines.filter(({ status }) => status !== "ok" && status !== undefined)
      const errors = new Set(failed.map((line) => line["error.type"]))
      assert.deepEqual(errors, EXPECTED_ERRORS)
      const turns = log.lines.filter(({ metric }) => metric === "turn")
      assert.equal(turns.length, 250)
      assert(overlapping(turns) > 1, "none ran at once")
      assert.deepEqual(await violationsIn(home), [])
    })

    it("leave the database whole when they are killed in the middle, and it serves the next", async () => {
      for (const answered of [3, 11, 29]) {
        const args = ["--runs", "100", "--parallel", "8", "--progress", "json"]
        const running = startProcess(home, "conversations", ...args)
        const turns = new Set<ProgressEvent>()
        await running.event((event) => event.event === "turn" && turns.add(event).size === answered)
        running.child.kill("SIGKILL")
        const { code } = await running.finished
        assert.equal(code, null)
        assert.deepEqual(await violationsIn(home), [])
      }
      const { code, stderr } = await runProcess(home, "conversations", "--parallel", "8")
      assert.equal(code, 0, stderr)
      assert.deepEqual(await violationsIn(home), [])
    })
  })
}

interface Timed {
  readonly timestamp: string
  readonly duration_ms: number
}

/** How many of them ran at once, at the most. */
const overlapping = (turns: ReadonlyArray<Timed>): number => {
  const spans = turns.map(({ timestamp, duration_ms }) => {
    const end = Date.parse(timestamp)
    return { start: end - duration_ms, end }
  })
  return Math.max(
    ...spans.map(({ start }) => spans.filter((one) => one.start <= start && start < one.end).length)
  )
}
