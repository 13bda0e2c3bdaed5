/** The conversation log: every message of a session, in the order it was said. */
import { Clock, Effect, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { MESSAGE_TYPES, type MessageType } from "../domain/codes.ts"
import type { LogMessage, ToolCallMetadata } from "../domain/conversation.ts"
import { type DatabaseError, rowDecoder } from "./row.ts"

export interface NewMessage {
  readonly sessionId: string
  readonly customerId?: number
  readonly messageType: MessageType
  readonly content: string
  readonly metadata?: Readonly<Record<string, unknown>>
}

export const appendMessage = (
  message: NewMessage
): Effect.Effect<void, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const createdAt = new Date(yield* Clock.currentTimeMillis).toISOString()
    yield* sql`INSERT INTO conversation_logs ${sql.insert({
      session_id: message.sessionId,
      customer_id: message.customerId ?? null,
      message_type: message.messageType,
      content: message.content,
      meta_data: JSON.stringify(message.metadata ?? {}),
      created_at: createdAt
    })}`
  })

/** A tool call and its answer: what EscalateToHuman later reads the actions from. */
export const appendToolCall = (
  sessionId: string,
  call: ToolCallMetadata
): Effect.Effect<void, SqlError.SqlError, SqlClient.SqlClient> =>
  appendMessage({
    sessionId,
    messageType: "tool",
    content: `${call.tool_name}: ${call.output["success"] === true ? "ok" : "refused"}`,
    metadata: { ...call }
  })

/** The newest `limit` messages of a session, oldest first. */
export const messagesOf = (
  sessionId: string,
  limit = 500
): Effect.Effect<ReadonlyArray<LogMessage>, DatabaseError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql`SELECT message_type, content, meta_data, created_at
      FROM conversation_logs WHERE session_id = ${sessionId} ORDER BY id DESC LIMIT ${limit}`
    return (yield* decodeMessages(rows)).toReversed().map((row) => ({
      messageType: row.message_type,
      content: row.content,
      metadata: row.meta_data,
      createdAt: row.created_at
    }))
  })

const decodeMessages = rowDecoder(
  "conversation_logs",
  Schema.Struct({
    message_type: Schema.Literals(MESSAGE_TYPES),
    content: Schema.String,
    meta_data: Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)),
    created_at: Schema.String
  })
)
