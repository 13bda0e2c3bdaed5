/** The command as a process: exit codes, messages, signals, sudden death. */
import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import path from "node:path"
import { type Home, logsOf, makeHome, runProcess, startProcess } from "./child.ts"

describe("the conversations command", function () {
  this.timeout(60_000)
  let home: Home
  beforeEach(() => {
    home = makeHome()
  })
  afterEach(() => home.remove())

  it("names the conversations there are when one is unknown, and exits with 2", async () => {
    const { code, stdout, stderr } = await runProcess(home, "conversations", "damagd")
    assert.equal(code, 2)
    assert.equal(stdout, "")
    assert.match(stderr, /no conversation damagd.*changed-story, damaged, eligible-return/u)
  })

  const MISTAKES: ReadonlyArray<readonly [string, RegExp]> = [
    ["--runs 0", /--runs needs a whole number/u],
    ["--runs two", /--runs needs a whole number/u],
    ["--progress loud", /one of tty, plain, json/u],
    ["--nonsense", /nonsense.*usage:/su],
    ["--model gpt", /AGENT_MODEL/u],
    ["--database .", /database .* cannot be used/u]
  ]
  for (const [mistake, message] of MISTAKES) {
    it(`explains ${mistake} and exits with 2`, async () => {
      const { code, stderr } = await runProcess(
        home,
        "conversations",
        "damaged",
        ...mistake.split(" ")
      )
      assert.equal(code, 2)
      assert.match(stderr, message)
      assert.doesNotMatch(stderr, /^\s+at /mu)
    })
  }

  it("says what there is to run, and that no such command is there", async () => {
    const listed = await runProcess(home, "conversations", "--list", "--json")
    assert.equal(listed.code, 0)
    const rows: unknown = JSON.parse(listed.stdout)
    assert.ok(Array.isArray(rows) && rows.length === 8)
    assert.equal((await runProcess(home, "converse")).code, 2)
  })

  it("exits with 1 and says what differed when a conversation ends otherwise", async () => {
    assert.equal((await runProcess(home, "conversations", "eligible-return")).code, 0)
    const database = new DatabaseSync(path.join(home.folder, "data", "agent.db"))
    database.exec("UPDATE order_items SET price = 10000 WHERE product_name = 'Hiking Boots'")
    database.close()
    const { code, stdout, stderr } = await runProcess(home, "conversations", "eligible-return")
    assert.equal(code, 1)
    assert.match(stderr, /order 77893: refunds: expected 12999 cents, found 10000 cents/u)
    assert.match(stdout, /1 did not end as expected: eligible-return/u)
  })

  it("starts cold where it finds no database, whatever logs there are, and warm where it finds one", async () => {
    const start = async (environment: Readonly<Record<string, string>> = {}) => {
      const quick = { ...home.environment, AGENT_EMBEDDER: "none" }
      const at = { ...home, environment: { ...quick, ...environment } }
      const { code, stderr } = await runProcess(at, "conversations", "unknown-order")
      assert.equal(code, 0, stderr)
      return logsOf(at).at(-1)?.lines[0]?.attributes?.["lapline.start"]
    }
    assert.equal(await start(), "cold")
    assert.equal(await start({ LAPLINE_DIR: path.join(home.folder, "other-log") }), "warm")
    rmSync(path.join(home.folder, "data"), { recursive: true })
    assert.equal(await start(), "cold")
  })

  it("ends cleanly on Ctrl-C: exit code 130, every ended span on disk, open ones interrupted", async () => {
    const running = startProcess(slow(home), "conversations", "--progress", "json", "--runs", "500")
    await running.event(({ event }) => event === "turn")
    running.child.kill("SIGINT")
    const { code } = await running.finished
    assert.equal(code, 130)
    const [log] = logsOf(home)
    assert.equal(log?.malformed, 0)
    assert.ok(log.text.endsWith("\n"))
    const turns = log.lines.filter(({ metric }) => metric === "turn")
    assert.ok(turns.some(({ status }) => status === "ok"))
    assert.equal(turns.at(-1)?.status, "interrupted")
  })

  it("loses nothing that had ended when it is killed, and starts again on the same database", async () => {
    const running = startProcess(slow(home), "conversations", "--progress", "json", "--runs", "500")
    await running.event(
      (event) => event.event === "conversation-start" && event.name === "eligible-return"
    )
    running.child.kill("SIGKILL")
    await running.finished
    const [log] = logsOf(home)
    assert.ok(log !== undefined && log.malformed <= 1)
    // changed-story has two turns, damaged one; both ended before eligible-return began.
    assert.ok(log.lines.filter(({ metric }) => metric === "turn").length >= 3)
    assert.equal((await runProcess(home, "conversations")).code, 0)
  })
})

/** Turns that last a while, so that a signal strikes in the middle of one. */
const slow = (home: Home): Home => ({
  ...home,
  environment: { ...home.environment, AGENT_MODEL_FIRST_TOKEN_MS: "30" }
})
