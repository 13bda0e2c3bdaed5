/** The chat as people and pipes use it: a real process each time. */
import assert from "node:assert/strict"
import { DatabaseSync } from "node:sqlite"
import path from "node:path"
import { type Home, logsOf, makeHome } from "../runner/child.ts"
import { chatInPipe, chatInTerminal, terminalObstacle } from "./terminal.ts"

const BOOTS = "I need to return the hiking boots, order #77893. They're just too small."
const TIMES =
  /^ {2}[\d.]+ m?s: model wait .* · tools .* · database .* · RAG .* · own code .* · unattributed [\d.]+ (?:µs|m?s)$/gmu
const CTRL_C = "\u0003"

/** Types of the messages in the conversation log, session by session. */
const conversationsOf = (home: Home): readonly string[] => {
  const database = new DatabaseSync(path.join(home.environment["AGENT_DATA"] ?? "", "agent.db"))
  try {
    const rows = database
      .prepare(
        `SELECT group_concat(message_type, ' ') AS types FROM
          (SELECT * FROM conversation_logs WHERE message_type IN ('user', 'assistant') ORDER BY id)
          GROUP BY session_id ORDER BY min(id)`
      )
      .all()
    return rows.map(({ types }) => String(types))
  } finally {
    database.close()
  }
}

const turnsOf = (home: Home) =>
  logsOf(home).flatMap(({ lines, malformed }) => {
    assert.equal(malformed, 0)
    return lines.filter(({ metric, step }) => metric === "turn" && step === "total")
  })

describe("the chat", function () {
  this.timeout(90_000)
  let home: Home
  beforeEach(() => {
    home = makeHome()
  })
  afterEach(() => home.remove())

  it("answers a pipe line by line, without prompt or spinner, and ends with it", async () => {
    const { type, finished } = chatInPipe(home)
    type(`${BOOTS}\n\nActually, the boots are shattered.\n/exit\nThis is not read.\n`)
    const { code, stdout, stderr } = await finished
    assert.equal(code, 0, stderr)
    assert.match(stdout, /RMA-\d+-[A-Z]{4}.*\$129\.99[^]*TICKET-\d+-\d{4}, priority high/u)
    assert.doesNotMatch(stdout, /you>|thinking|\u001B/u)
    assert.equal(stdout.match(TIMES)?.length, 2)
    assert.equal(stderr, "")
    assert.deepEqual(conversationsOf(home), ["user assistant user assistant"])
  })

  it("hides and shows times, begins anew, helps, and says what it does not know", async () => {
    const { type, until, finished } = chatInPipe(home)
    type("/times\nReturn order #99999 please.\n/reset\n/times\nReturn order #99999 please.\n")
    type("/help\n/juggle\n")
    await until("no command /juggle")
    type("/exit\n")
    const { code, stdout, stderr } = await finished
    assert.equal(code, 0, stderr)
    assert.equal(stdout.match(TIMES)?.length, 1)
    assert.match(stdout, /Times are hidden\.[^]*A new conversation\.\nTimes are shown\./u)
    assert.match(stdout, /\/times {3}show or hide/u)
    assert.deepEqual(conversationsOf(home), ["user assistant", "user assistant"])
  })

  it("does without times where nothing is recorded", async () => {
    home.remove()
    home = makeHome({ LAPLINE_DISABLED: "1" })
    const { type, finished } = chatInPipe(home)
    type("Return order #99999 please.\n/exit\n")
    const { code, stdout } = await finished
    assert.equal(code, 0)
    assert.equal(stdout.match(TIMES), null)
    assert.match(stdout, /order number/iu)
  })

  it("explains a flag that it does not have, and exits with 2", async () => {
    const { code, stdout, stderr } = await chatInPipe(home, "--loud").finished
    assert.deepEqual([code, stdout], [2, ""])
    assert.match(stderr, /--loud[^]*usage: chat/u)
  })

  const obstacle = terminalObstacle()
  if (obstacle !== undefined) {
    it(`in a terminal: left out, there is no pseudo-terminal here (${obstacle})`, () => {
      assert.equal(terminalObstacle(), obstacle)
    })
    return
  }

  it("in a terminal has a prompt and a spinner, and ends on Ctrl-C with all that ended on disk", async () => {
    home.remove()
    home = makeHome({ AGENT_MODEL_FIRST_TOKEN_MS: "150" })
    const { type, until, finished } = chatInTerminal(home)
    await until("you> ")
    type(`${BOOTS}\r`)
    await until("thinking")
    await until("$129.99")
    await until("own ")
    await until("you> ")
    type(CTRL_C)
    const { code } = await finished
    assert.equal(code, 130)
    assert.deepEqual(
      turnsOf(home).map(({ status }) => status),
      ["ok"]
    )
    assert.deepEqual(conversationsOf(home), ["user assistant"])
  })

  it("in a terminal finishes the answer that Ctrl-C found it at", async () => {
    home.remove()
    home = makeHome({ AGENT_MODEL_FIRST_TOKEN_MS: "300" })
    const { type, until, finished } = chatInTerminal(home)
    await until("you> ")
    type(`${BOOTS}\r`)
    await until("thinking")
    type(CTRL_C)
    await until("Ending after this answer")
    await until("$129.99")
    assert.equal((await finished).code, 130)
    assert.deepEqual(
      turnsOf(home).map(({ status }) => status),
      ["ok"]
    )
    assert.deepEqual(conversationsOf(home), ["user assistant"])
  })

  it("in a terminal ends at once on a second Ctrl-C; what had ended is on disk, the turn is interrupted", async () => {
    home.remove()
    home = makeHome({ AGENT_MODEL_FIRST_TOKEN_MS: "60000" })
    const { type, until, finished } = chatInTerminal(home)
    await until("you> ")
    type(`${BOOTS}\r`)
    await until("thinking")
    type(CTRL_C)
    await until("Ending after this answer")
    type(CTRL_C)
    assert.equal((await finished).code, 130)
    assert.deepEqual(
      turnsOf(home).map(({ status }) => status),
      ["interrupted"]
    )
    assert.deepEqual(conversationsOf(home), ["user"])
  })
})
