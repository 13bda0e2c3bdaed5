/** Every sample conversation in ten other wordings, with every model that works offline, on both SQLite drivers. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { readConfig, withFlags } from "../../../agent/config.ts"
import { loadConversations } from "../../../agent/runner/conversation.ts"
import type { ProgressEvent } from "../../../agent/runner/progress.ts"
import { runScripts, scriptsOf } from "../../../agent/runner/run.ts"
import { startAgent } from "../../../agent/startup.ts"

const conversations = await Effect.runPromise(loadConversations())
const scripts = scriptsOf(conversations, { paraphrases: true })

describe("paraphrases", () => {
  for (const { name } of conversations) {
    it(`of ${name} are at least ten, all different`, () => {
      const own = scripts.filter(({ conversation }) => conversation.name === name)
      const wordings = own.map(({ turns }) => turns.join("\n").toLowerCase())
      assert.ok(new Set(wordings).size >= 11)
    })
  }

  for (const driver of ["node", "sqlite3"]) {
    describe(`on the driver ${driver}`, function () {
      this.timeout(120_000)
      let folder: string
      let recording: string
      before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "lapline-paraphrases-"))
        recording = path.join(folder, "recording.jsonl")
      })
      after(() => rmSync(folder, { recursive: true, force: true }))

      it("end like the originals with the model rules: it plans from what is said, not from how", async () => {
        const data = path.join(folder, "rules")
        assert.deepEqual(await differing({ driver, data, record: recording }), [])
      })

      it("end like the originals with the model replay, in another database", async () => {
        const data = path.join(folder, "replay")
        assert.deepEqual(await differing({ driver, data, replay: recording }), [])
      })
    })
  }
})

interface Setting {
  readonly driver: string
  readonly data: string
  readonly record?: string
  readonly replay?: string
}

/** The wordings that did not end as the conversation says, with what was different. */
const differing = async ({
  driver,
  data,
  record,
  replay
}: Setting): Promise<readonly unknown[]> => {
  const events: ProgressEvent[] = []
  const report = (event: ProgressEvent) => void events.push(event)
  const model = replay === undefined ? "rules" : "replay"
  const pacing = { firstTokenMs: 0, tokenMs: 0 }
  await Effect.gen(function* () {
    const config = yield* readConfig({ data, model, record, replay })
    const settings = { ...config.model, pacing, replaySpeed: "max" as const }
    const agent = yield* startAgent({ ...config, model: settings })
    return yield* runScripts({ agent, scripts, runs: 1, report })
  }).pipe(
    withFlags({}, { ...process.env, AGENT_DB_DRIVER: driver }),
    Effect.scoped,
    Effect.runPromise
  )
  const ends = events.flatMap((event) => (event.event === "conversation-end" ? [event] : []))
  assert.equal(ends.length, scripts.length)
  return ends.flatMap(({ ok, name, paraphrase, failures }) =>
    ok ? [] : [{ name, paraphrase, failures }]
  )
}
