/** The form of a conversation file as JSON Schema. */
import { JsonSchema, Schema } from "effect"
import { Conversation } from "./conversation.ts"

/** Draft 7, which every editor understands. */
export const conversationJsonSchema = (): Readonly<Record<string, unknown>> => {
  const { schema, definitions } = JsonSchema.toDocumentDraft07(
    Schema.toJsonSchemaDocument(Conversation, { onExcessProperty: "error" })
  )
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...schema,
    ...(Object.keys(definitions).length === 0 ? {} : { definitions })
  }
}
