/** The conversation log. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import {
  appendMessage,
  appendToolCall,
  messagesOf
} from "../../../agent/database/conversation-log.ts"
import { toolCall } from "../../../agent/domain/conversation.ts"
import { onEachDriver } from "../workshop.ts"

const say = (sessionId: string, content: string) =>
  appendMessage({ sessionId, messageType: "user", content })

onEachDriver("the conversation log", (workshop) => {
  it("keeps each session's messages apart and in order", async () => {
    const messages = await workshop().run(
      Effect.gen(function* () {
        for (let index = 0; index < 5; index++) {
          yield* say("a", `a${index}`)
          yield* say("b", `b${index}`)
        }
        return yield* messagesOf("a")
      })
    )
    assert.deepEqual(
      messages.map((message) => message.content),
      ["a0", "a1", "a2", "a3", "a4"]
    )
  })

  it("answers the newest messages of a long session, oldest first", async () => {
    const messages = await workshop().run(
      Effect.gen(function* () {
        for (let index = 0; index < 6; index++) yield* say("a", `${index}`)
        return yield* messagesOf("a", 2)
      })
    )
    assert.deepEqual(
      messages.map((message) => message.content),
      ["4", "5"]
    )
  })

  it("gives a tool call back as it was", async () => {
    const call = {
      tool_name: "CheckEligibility",
      input: { order_id: "77893", item_ids: [1] },
      output: { success: true, reason_code: "APPROVED" }
    }
    const [message] = await workshop().run(
      Effect.andThen(appendToolCall("a", call), messagesOf("a")),
      { at: "2026-03-15T10:00:00Z" }
    )
    assert.ok(message !== undefined)
    assert.deepEqual(toolCall(message), call)
    assert.equal(message.createdAt, "2026-03-15T10:00:00.000Z")
  })

  it("names the place of a row that another hand spoilt, but not what is in it", async () => {
    const error = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* say("a", "hello")
        yield* sql`UPDATE conversation_logs SET meta_data = '["jane.smith@example.com"]'`
        return yield* Effect.flip(messagesOf("a"))
      })
    )
    assert.equal(error._tag, "UnexpectedRow")
    assert.match(error.message, /conversation_logs .* 0\.meta_data/u)
    assert.equal(JSON.stringify(error).includes("jane"), false)
  })
})
