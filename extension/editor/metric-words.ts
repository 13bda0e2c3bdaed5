/** Names and icons of the metrics, for people. */
import * as vscode from "vscode"
import { inert } from "./inert-text.ts"

/** A metric of another writer keeps the name it has in the log. */
export const metricLabel = (metric: string): string => {
  switch (metric) {
    case "turn":
      return vscode.l10n.t("Turns")
    case "iteration":
      return vscode.l10n.t("Iterations")
    case "llm_call":
      return vscode.l10n.t("Model calls")
    case "tool_execution":
      return vscode.l10n.t("Tools")
    case "response_formatting":
      return vscode.l10n.t("Answer formatting")
    case "db_query":
      return vscode.l10n.t("Queries")
    case "db_transaction":
      return vscode.l10n.t("Transactions")
    case "db_connection":
      return vscode.l10n.t("Connections")
    case "db_commit":
      return vscode.l10n.t("Commits")
    case "db_rollback":
      return vscode.l10n.t("Rollbacks")
    case "rag_query":
      return vscode.l10n.t("Retrieval")
    case "embeddings":
      return vscode.l10n.t("Embeddings")
    case "startup":
      return vscode.l10n.t("Start-up")
    case "span":
      return vscode.l10n.t("Other spans")
    default:
      return inert(metric)
  }
}

const ICONS: Readonly<Record<string, string>> = {
  turn: "comment-discussion",
  iteration: "sync",
  llm_call: "sparkle",
  tool_execution: "tools",
  response_formatting: "edit",
  rag_query: "book",
  embeddings: "symbol-array",
  startup: "rocket"
}

export const metricIcon = (metric: string): vscode.ThemeIcon =>
  new vscode.ThemeIcon(ICONS[metric] ?? (metric.startsWith("db_") ? "database" : "symbol-event"))
