/** What people read for the owners of a turn's time. */

import type { Owner } from "./ledger.ts"

const NAMES: Readonly<Record<Owner, string>> = {
  model: "model wait",
  tools: "tools",
  database: "database",
  rag: "RAG",
  own: "own code",
  unattributed: "unattributed"
}

export const ownerName = (owner: Owner): string => NAMES[owner]
