/** The sample conversations on hosted models: a real process, and a server that plans as the rules model does. */
import assert from "node:assert/strict"
import { logsOf, makeHome, runProcess } from "../../runner/child.ts"
import { plansByRules as anthropicByRules } from "../anthropic/wire.ts"
import { plansByRules as openaiByRules } from "../openai/wire.ts"
import { type FakeServer, type Respond, startServer } from "./server.ts"

const KEY = "sk-canary-4711"
const CANARIES =
  `${KEY}|john.doe|@example.com|Springfield|shattered|Hiking|oaster|I am sorry|approved.|TICKET-|RMA-1`.split(
    "|"
  )

const PROVIDERS: ReadonlyArray<readonly [string, string, Respond]> = [
  ["openai", "gpt-4.1-mini", openaiByRules],
  ["anthropic", "claude-haiku-4-5-20251001", anthropicByRules]
]

for (const [provider, name, responds] of PROVIDERS) {
  describe(`the sample conversations with the model ${provider}`, function () {
    this.timeout(180_000)
    let server: FakeServer
    before(async () => {
      server = await startServer(responds)
    })
    after(() => server.close())

    it("end as expected, and the log has the usage and the price but nothing of what was said", async () => {
      const prefix = provider.toUpperCase()
      const home = makeHome({
        [`${prefix}_BASE_URL`]: server.url.href,
        [`${prefix}_API_KEY`]: KEY,
        AGENT_MODEL_NAME: name
      })
      try {
        const { code, stdout, stderr } = await runProcess(
          home,
          "conversations",
          "--model",
          provider,
          "--progress",
          "json"
        )
        assert.equal(code, 0, `${stdout}${stderr}`)
        const [log] = logsOf(home)
        const calls = log?.lines.filter(
          (line) => line.metric === "llm_call" && line.step === "total"
        )
        assert.ok(calls !== undefined && calls.length === server.asked.length && calls.length > 20)
        for (const call of calls) {
          assert.equal(call.name, `chat ${name}`)
          assert.ok(Number(call.attributes?.["gen_ai.usage.input_tokens"]) > 100)
          assert.ok(Number(call.attributes?.["gen_ai.usage.output_tokens"]) > 0)
          assert.ok(Number(call.attributes?.["lapline.cost_usd"]) > 0)
        }
        for (const canary of CANARIES) assert.ok(!log?.text.includes(canary), canary)
        for (const canary of CANARIES) assert.ok(!`${stdout}${stderr}`.includes(canary), canary)
      } finally {
        home.remove()
      }
    })
  })
}
