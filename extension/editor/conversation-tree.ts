/** The view of the sample conversations, each with its last result. */
import * as vscode from "vscode"
import { formatDuration, formatPlural } from "../../sdk/analyze/format.ts"
import { labelOf } from "./conversation-command.ts"
import type { ConversationRunner, SampleState } from "./conversation-runner.ts"
import { inert } from "./inert-text.ts"
import type { FoundSample, Samples } from "./samples.ts"
import type { SampleRef } from "./site-ref.ts"

/** Carries the reference that its inline command gets. */
interface SampleNode extends SampleRef {
  readonly found: FoundSample
}

export const registerConversationTree = (
  samples: Samples,
  runner: ConversationRunner
): vscode.Disposable => {
  const changed = new vscode.EventEmitter<undefined>()
  const provider: vscode.TreeDataProvider<SampleNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? samples.list().map(toNode) : []),
    getTreeItem: (node) => toItem(node, runner.stateOf(node.found))
  }
  const refresh = () => changed.fire(undefined)
  return vscode.Disposable.from(
    changed,
    vscode.window.registerTreeDataProvider("lapline.conversations", provider),
    samples.onDidChange(refresh),
    runner.onDidChange(refresh)
  )
}

const toNode = (found: FoundSample): SampleNode => ({
  found,
  folder: found.folder.uri.toString(),
  sample: found.sample.name
})

const toItem = ({ found, folder, sample }: SampleNode, state: SampleState): vscode.TreeItem => {
  const item = new vscode.TreeItem(inert(labelOf(found.sample)))
  item.id = `${folder}\0${sample}`
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
    failed === 0
      ? formatPlural(passed, "run")
      : vscode.l10n.t("{0} of {1} failed", failed, passed + failed)
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
