/** Settings: the environment, flags over it, defaults below. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import path from "node:path"
import { type AgentFlags, readConfig } from "../../agent/config.ts"

const NAMES = Object.keys(process.env)
  .concat(
    "AGENT_DATA AGENT_DATABASE AGENT_MODEL AGENT_MODEL_FIRST_TOKEN_MS AGENT_MODEL_TOKEN_MS".split(
      " "
    ),
    "AGENT_MODEL_TIMEOUT_MS AGENT_TOOL_TIMEOUT_MS AGENT_LOG_LEVEL".split(" ")
  )
  .filter((name) => name.startsWith("AGENT_"))

describe("the agent's settings", () => {
  const before = new Map(NAMES.map((name) => [name, process.env[name]]))
  beforeEach(() => {
    for (const name of NAMES) delete process.env[name]
  })
  after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })

  const read = (environment: Readonly<Record<string, string>>, flags: AgentFlags = {}) => {
    Object.assign(process.env, environment)
    return Effect.runPromise(readConfig(flags))
  }
  const refused = (environment: Readonly<Record<string, string>>) => {
    Object.assign(process.env, environment)
    return Effect.runPromise(Effect.flip(readConfig({})))
  }

  it("have defaults below .lapline/agent", async () => {
    const config = await read({})
    assert.equal(config.databaseFile, path.resolve(".lapline/agent/agent.db"))
    assert.equal(config.maildir, path.resolve(".lapline/agent/mail"))
    assert.equal(config.model.provider, "rules")
    assert.deepEqual(config.model.pacing, { firstTokenMs: 8, tokenMs: 0.3 })
  })

  it("come from the environment, and a flag comes first", async () => {
    const environment = { AGENT_DATA: "/a", AGENT_MODEL_TOKEN_MS: "1.5" }
    assert.equal((await read(environment)).databaseFile, path.resolve("/a/agent.db"))
    const config = await read(environment, { data: "/b" })
    assert.equal(config.databaseFile, path.resolve("/b/agent.db"))
    assert.equal(config.model.pacing.tokenMs, 1.5)
    assert.equal((await read({}, { database: "c.db" })).databaseFile, path.resolve("c.db"))
  })

  const WRONG: ReadonlyArray<readonly [string, string]> = [
    ["AGENT_MODEL", "gpt"],
    ["AGENT_MODEL_TOKEN_MS", "-1"],
    ["AGENT_MODEL_FIRST_TOKEN_MS", "soon"],
    ["AGENT_TOOL_TIMEOUT_MS", "Infinity"],
    ["AGENT_LOG_LEVEL", "Loud"]
  ]
  for (const [name, value] of WRONG) {
    it(`refuse ${name}=${value} by its name, on one line`, async () => {
      const { message } = await refused({ [name]: value })
      assert.match(message, new RegExp(name, "u"))
      assert.doesNotMatch(message, /\n/u)
    })
  }
})
