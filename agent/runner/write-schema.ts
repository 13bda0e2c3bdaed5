/** Writes conversation.schema.json, which editors complete and check the conversation files with. */
import { writeFileSync } from "node:fs"
import path from "node:path"
import { conversationJsonSchema } from "./json-schema.ts"

writeFileSync(
  path.join(import.meta.dirname, "conversation.schema.json"),
  `${JSON.stringify(conversationJsonSchema(), null, 2)}\n`
)
