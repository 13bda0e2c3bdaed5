/** The owners of a turn's time, for people. */
import * as vscode from "vscode"
import type { Owner } from "../../sdk/analyze/ledger.ts"

export const ownerLabel = (owner: Owner): string => {
  switch (owner) {
    case "model":
      return vscode.l10n.t("model wait")
    case "tools":
      return vscode.l10n.t("tools")
    case "database":
      return vscode.l10n.t("database")
    case "rag":
      return vscode.l10n.t("RAG")
    case "own":
      return vscode.l10n.t("own code")
    case "unattributed":
      return vscode.l10n.t("unattributed")
  }
}
