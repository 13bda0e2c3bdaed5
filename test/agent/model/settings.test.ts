/** Settings of the models: defaults, names, and what no message may quote. */
import assert from "node:assert/strict"
import { Effect, Redacted } from "effect"
import { inspect } from "node:util"
import { withFlags } from "../../../agent/config.ts"
import { modelSettings } from "../../../agent/model/settings.ts"

const read = (environment: NodeJS.ProcessEnv) =>
  Effect.runPromise(withFlags({}, environment)(Effect.result(modelSettings)))

const settings = async (environment: NodeJS.ProcessEnv) => {
  const result = await read(environment)
  assert.ok(result._tag === "Success", String(result))
  return result.success
}

describe("the settings of the models", () => {
  it("take the name for every model before that of one provider", async () => {
    const both = await settings({ OPENAI_MODEL: "a", AGENT_MODEL_NAME: "b" })
    assert.deepEqual([both.openai.model, both.anthropic.model], ["b", "b"])
    const one = await settings({ OPENAI_MODEL: "a" })
    assert.deepEqual([one.openai.model, one.anthropic.model], ["a", "claude-haiku-4-5"])
  })

  it("take the space off a key, and none for an empty one", async () => {
    const { openai, anthropic } = await settings({
      OPENAI_API_KEY: " sk-canary\n",
      ANTHROPIC_API_KEY: ""
    })
    assert.equal(openai.apiKey && Redacted.value(openai.apiKey), "sk-canary")
    assert.equal(anthropic.apiKey, undefined)
    assert.doesNotMatch(`${inspect(openai, { depth: 9 })}${JSON.stringify(openai)}`, /sk-canary/u)
  })

  const WRONG = ["sk-canary", "ftp://sk-canary/", "http://me:sk-canary@127.0.0.1/", "//sk-canary"]
  for (const url of WRONG) {
    it(`refuse the base URL ${url} by the variable's name, without quoting it`, async () => {
      const result = await read({ OPENAI_BASE_URL: url })
      assert.ok(result._tag === "Failure")
      const { message } = result.failure.cause
      assert.match(message, /OPENAI_BASE_URL/u)
      assert.doesNotMatch(message, /sk-canary/u)
    })
  }

  it("refuse half a retry and an unknown speed", async () => {
    for (const environment of [{ AGENT_MODEL_RETRIES: "1.5" }, { AGENT_REPLAY_SPEED: "double" }]) {
      assert.equal((await read(environment))._tag, "Failure")
    }
  })
})
