/** How an operation ended, for people. */
import * as vscode from "vscode"
import type { Status } from "../../sdk/record/record.ts"

export const statusWords = (status: Status): string => {
  switch (status) {
    case "ok":
      return vscode.l10n.t("ok")
    case "error":
      return vscode.l10n.t("failed")
    case "timeout":
      return vscode.l10n.t("timed out")
    case "interrupted":
      return vscode.l10n.t("interrupted")
  }
}
