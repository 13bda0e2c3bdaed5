/** The sample conversations end to end: a real process, a real database, a real log, on both SQLite drivers. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { loadConversations } from "../../../agent/runner/conversation.ts"
import type { ProgressEvent } from "../../../agent/runner/progress.ts"
import { type Finished, type Home, type Log, logsOf, makeHome, runProcess } from "./child.ts"

const conversations = await Effect.runPromise(loadConversations())
const STEPS = [
  "logging",
  "database",
  "seed",
  "session",
  "model",
  "tools",
  "rag",
  "ingest",
  "agent",
  "total"
]
/** Parts of messages, answers, e-mails and addresses. */
const CANARIES =
  "john.doe|@example.com|Springfield|shattered|Hiking|oaster|I am sorry|approved.|TICKET-|RMA-1".split(
    "|"
  )

for (const driver of ["node", "auto"]) {
  describe(`the sample conversations with the driver ${driver}`, () => {
    let home: Home
    let first: Finished
    let second: Finished
    let logs: readonly Log[]
    before(async function () {
      this.timeout(60_000)
      home = makeHome({ AGENT_DB_DRIVER: driver })
      first = await runProcess(home, "conversations", "--progress", "json")
      second = await runProcess(home, "conversations", "--progress", "json")
      logs = logsOf(home)
    })
    after(() => home.remove())

    it("all end as expected, and again in the same database", () => {
      for (const { code, stdout, stderr } of [first, second]) {
        assert.equal(code, 0, `${stdout}${stderr}`)
        const ended = eventsOf(stdout).filter(({ event }) => event === "conversation-end")
        assert.equal(ended.length, conversations.length)
      }
    })

    it("tell their progress as one JSON object a line, and where the log is", () => {
      const events = eventsOf(first.stdout)
      const turns = conversations.flatMap(({ turns }) => turns).length
      assert.equal(events.length, 2 + 2 * conversations.length + turns)
      const [start] = events
      const end = events.at(-1)
      assert.deepEqual(start, {
        event: "start",
        conversations: conversations.map(({ name }) => name),
        runs: 1
      })
      assert.ok(end?.event === "end" && end.ok)
      assert.ok(end.logFile?.startsWith(home.folder) && end.logFile.endsWith(".jsonl"))
    })

    it("leave a trace with the tools in the order that the conversation says", () => {
      const expected = conversations.flatMap(({ expect }) => expect.tools)
      for (const { lines } of logs) {
        const turns = lines.filter(({ metric }) => metric === "turn")
        assert.deepEqual(
          turns.map(({ attributes }) => attributes?.["lapline.tools"]),
          expected
        )
        const tools = lines.filter(
          ({ metric, step }) => metric === "tool_execution" && step === "total"
        )
        assert.deepEqual(
          tools.map(({ tool_name }) => tool_name),
          expected.flat()
        )
      }
    })

    it("time every step of start-up", () => {
      for (const { lines } of logs) {
        const steps = lines.filter(({ metric }) => metric === "startup").map(({ step }) => step)
        assert.deepEqual(steps, STEPS)
      }
    })

    it("seed and ingest in the first run only", () => {
      const inserted = (log: Log | undefined, table: string) =>
        log?.lines.filter(({ name }) => name === `INSERT ${table}`).length
      const [one, two] = logs
      assert.ok(Number(inserted(one, "orders")) > 50)
      assert.ok(Number(inserted(one, "knowledge_chunks")) > 30)
      assert.equal(inserted(two, "orders"), 0)
      assert.equal(inserted(two, "knowledge_chunks"), 0)
    })

    it("write nothing into the log that a customer or the agent said", () => {
      for (const { text } of logs) {
        for (const canary of CANARIES) {
          const at = text.indexOf(canary)
          assert.equal(at, -1, `${canary}: …${text.slice(at - 200, at + 80)}…`)
        }
      }
    })
  })
}

const eventsOf = (stdout: string): ProgressEvent[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line): ProgressEvent => JSON.parse(line))
