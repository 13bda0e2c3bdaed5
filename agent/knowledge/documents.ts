/** The knowledge base's own documents, and a fingerprint that tells when one has changed. */
import { Data, Effect } from "effect"
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import path from "node:path"
import { CHUNK_SIZES } from "./chunking.ts"

export const DOCUMENTS = [
  "return-policy.md",
  "exception-handling.md",
  "troubleshooting.md",
  "communication-templates.md"
] as const
export type DocumentName = (typeof DOCUMENTS)[number]

export interface KnowledgeDocument {
  readonly name: string
  readonly text: string
  /** SHA-256 in hex of the text and of how it is split: a change of either calls for a new index. */
  readonly hash: string
}

/** A document that is missing or cannot be read. */
export class DocumentUnreadable extends Data.TaggedError("DocumentUnreadable")<{
  readonly document: string
  readonly cause: unknown
}> {
  override get message(): string {
    return `The knowledge document ${this.document} cannot be read`
  }
}

/** The four documents that come with the agent. */
export const readDocuments: Effect.Effect<readonly KnowledgeDocument[], DocumentUnreadable> =
  Effect.forEach(DOCUMENTS, (name) =>
    Effect.tryPromise({
      try: () => readFile(path.join(import.meta.dirname, "documents", name), "utf8"),
      catch: (cause) => new DocumentUnreadable({ document: name, cause })
    }).pipe(Effect.map((text) => documentOf(name, text)))
  )

export const documentOf = (name: string, text: string): KnowledgeDocument => ({
  name,
  text,
  hash: createHash("sha256")
    .update(JSON.stringify([text, CHUNK_SIZES]))
    .digest("hex")
})
