/** Counts of things, in the singular and the plural of the window's language. */
import * as vscode from "vscode"
import { formatCount } from "../protocol/figures.ts"

export const turnsWords = (count: number): string =>
  count === 1 ? vscode.l10n.t("1 turn") : vscode.l10n.t("{0} turns", formatCount(count))

export const linesWords = (count: number): string =>
  count === 1 ? vscode.l10n.t("1 line") : vscode.l10n.t("{0} lines", formatCount(count))

export const recordsWords = (count: number): string =>
  count === 1 ? vscode.l10n.t("1 record") : vscode.l10n.t("{0} records", formatCount(count))

export const runsWords = (count: number): string =>
  count === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", formatCount(count))

export const conversationsWords = (count: number): string =>
  count === 1
    ? vscode.l10n.t("1 conversation")
    : vscode.l10n.t("{0} conversations", formatCount(count))
