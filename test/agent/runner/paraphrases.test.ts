/** Every sample conversation in ten other wordings: the agent plans from what is said, not from how. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { readConfig } from "../../../agent/config.ts"
import { loadConversations } from "../../../agent/runner/conversation.ts"
import type { ProgressEvent } from "../../../agent/runner/progress.ts"
import { runScripts, scriptsOf } from "../../../agent/runner/run.ts"
import { startAgent } from "../../../agent/startup.ts"

const conversations = await Effect.runPromise(loadConversations())

describe("paraphrases", function () {
  this.timeout(60_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lapline-paraphrases-"))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  for (const conversation of conversations) {
    it(`of ${conversation.name} are at least ten, all different, and end like the original`, async () => {
      const scripts = scriptsOf([conversation], { paraphrases: true })
      const wordings = scripts.map(({ turns }) => turns.join("\n").toLowerCase())
      assert.ok(new Set(wordings).size >= 11)
      const events: ProgressEvent[] = []
      const report = (event: ProgressEvent) => void events.push(event)
      const failed = await Effect.runPromise(
        Effect.gen(function* () {
          const config = yield* readConfig({ data: folder })
          const model = { ...config.model, pacing: { firstTokenMs: 0, tokenMs: 0 } }
          const agent = yield* startAgent({ ...config, model })
          return yield* runScripts({ agent, scripts, runs: 1, report })
        }).pipe(Effect.scoped)
      )
      const differing = events.flatMap((event) =>
        event.event === "conversation-end" && !event.ok
          ? [{ said: scripts[event.paraphrase ?? 0]?.turns, failures: event.failures }]
          : []
      )
      assert.deepEqual(differing, [])
      assert.equal(failed, 0)
    })
  }
})
