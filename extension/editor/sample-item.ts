/** What the row of a sample conversation says: its name and how it went last. */
import * as vscode from "vscode"
import { formatDuration } from "../protocol/figures.ts"
import { labelOf } from "./conversation-command.ts"
import type { SampleState } from "./conversation-runner.ts"
import { runsWords } from "./count-words.ts"
import { inert } from "./inert-text.ts"
import { sampleId, type FoundSample } from "./samples.ts"

export const sampleItem = (found: FoundSample, state: SampleState): vscode.TreeItem => {
  const item = new vscode.TreeItem(inert(labelOf(found.sample)))
  item.id = `sample\0${sampleId(found)}`
  item.description = describe(state)
  item.tooltip = [
    found.sample.description,
    state._tag === "NotRun" ? undefined : state.tally.message
  ]
    .filter((line) => line !== undefined)
    .map((line) => inert(line, 1_000))
    .join("\n")
  item.iconPath = iconOf(state)
  item.contextValue = "conversation"
  item.command = {
    command: "vscode.open",
    title: vscode.l10n.t("Show the Conversation"),
    arguments: [vscode.Uri.file(found.sample.file)]
  }
  return item
}

const describe = (state: SampleState): string => {
  if (state._tag === "NotRun") return ""
  const { passed, failed, durationMs } = state.tally
  if (state._tag === "Ended" && state.isStopped && passed + failed === 0) {
    return vscode.l10n.t("stopped")
  }
  const counts =
    failed === 0 ? runsWords(passed) : vscode.l10n.t("{0} of {1} failed", failed, passed + failed)
  if (state._tag === "Running") return passed + failed === 0 ? vscode.l10n.t("running") : counts
  const stopped = state.isStopped ? [vscode.l10n.t("stopped")] : []
  return [counts, formatDuration(durationMs), ...stopped].join(" · ")
}

const iconOf = (state: SampleState): vscode.ThemeIcon => {
  if (state._tag === "NotRun") return new vscode.ThemeIcon("comment-discussion")
  if (state._tag === "Running") return new vscode.ThemeIcon("loading~spin")
  if (state.tally.failed > 0) {
    return new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"))
  }
  if (state.isStopped) return new vscode.ThemeIcon("circle-slash")
  return new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed"))
}
