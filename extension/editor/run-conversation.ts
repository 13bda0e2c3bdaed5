/**
 * The commands that run sample conversations and stop them, with everything the user sees on the
 * way.
 */
import * as vscode from "vscode"
import { formatDuration } from "../protocol/figures.ts"
import { labelOf } from "./conversation-command.ts"
import type { ConversationRunner, RunOutcome } from "./conversation-runner.ts"
import { conversationsWords } from "./count-words.ts"
import { inert } from "./inert-text.ts"
import type { Progress } from "./progress-line.ts"
import { addTallies } from "./run-tally.ts"
import type { FoundSample, Samples } from "./samples.ts"
import type { Settings } from "./settings.ts"
import { pickRuns, pickSamples } from "./run-picks.ts"
import { readRef } from "./site-ref.ts"
import type { Testing } from "./testing-view.ts"

export interface RunCommandOptions {
  readonly samples: Samples
  readonly runner: ConversationRunner
  readonly testing: Pick<Testing, "run">
  readonly settings: Settings
  readonly output: vscode.LogOutputChannel
}

export const registerRunConversation = (options: RunCommandOptions): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.commands.registerCommand("lapline.runConversation", (argument?: unknown) =>
      runConversation(options, argument)
    ),
    vscode.commands.registerCommand("lapline.stopConversation", () => options.runner.stop()),
    vscode.commands.registerCommand("lapline.showOutput", () => options.output.show())
  )

const runConversation = async (options: RunCommandOptions, argument: unknown): Promise<void> => {
  const { samples, runner, settings } = options
  if (!(await mayRun(options))) return
  const ref = readRef(argument)
  const given = ref && "sample" in ref ? samples.find(ref.folder, ref.sample) : undefined
  const chosen = given === undefined ? await pickSamples(samples.list()) : [given]
  if (chosen.length === 0) return
  const proposed = settings.current().conversationRuns
  const runs = given === undefined ? await pickRuns(proposed) : proposed
  if (runs === undefined || runner.isRunning()) return
  const outcome = await runWithProgress(options, chosen, runs)
  await summarize(options, outcome)
}

/** Says why not, with the one thing that helps. */
const mayRun = async ({ samples, runner }: RunCommandOptions): Promise<boolean> => {
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t("Manage Workspace Trust")
    const text = vscode.l10n.t("Lapline runs conversations only in a trusted workspace.")
    const picked = await vscode.window.showWarningMessage(text, manage)
    if (picked === manage) await vscode.commands.executeCommand("workbench.trust.manage")
    return false
  }
  if (runner.isRunning()) {
    const stop = vscode.l10n.t("Stop")
    const text = vscode.l10n.t("A conversation is running already.")
    if ((await vscode.window.showInformationMessage(text, stop)) === stop) runner.stop()
    return false
  }
  await samples.loaded
  if (samples.list().length > 0) return true
  const folders = vscode.workspace.workspaceFolders ?? []
  const isVirtual = folders.length > 0 && folders.every(({ uri }) => uri.scheme !== "file")
  void vscode.window.showInformationMessage(
    isVirtual
      ? vscode.l10n.t("Sample conversations run only in a folder on a disk.")
      : vscode.l10n.t('Name sample conversations in lapline.json, under "conversations".')
  )
  return false
}

const runWithProgress = (
  { testing }: RunCommandOptions,
  samples: readonly FoundSample[],
  runs: number
): Thenable<RunOutcome> =>
  vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: "Lapline",
      cancellable: true
    },
    (progress, token) => {
      const increment = 100 / (samples.length * runs)
      const onProgress = (found: FoundSample, told: Progress | undefined) =>
        progress.report({
          message: progressWords(found, told, {
            runs,
            of: samples.length,
            at: samples.indexOf(found) + 1
          }),
          ...(told?._tag === "RunEnded" ? { increment } : {})
        })
      return testing.run({ samples, runs, onProgress }, token)
    }
  )

interface Course {
  readonly runs: number
  /** 1-based place among all chosen conversations. */
  readonly at: number
  readonly of: number
}

const progressWords = (
  found: FoundSample,
  told: Progress | undefined,
  { runs, at, of }: Course
): string => {
  const name = `${inert(labelOf(found.sample))}${of === 1 ? "" : ` (${at}/${of})`}`
  if (told === undefined || told._tag === "Other") return name
  const run = vscode.l10n.t("run {0} of {1}", told.run, runs)
  if (told._tag === "RunStarted") return `${name}: ${run}`
  if (told._tag === "TurnEnded") return `${name}: ${run}, ${vscode.l10n.t("turn {0}", told.turn)}`
  const took = told.durationMs === undefined ? "" : ` · ${formatDuration(told.durationMs)}`
  return `${name}: ${run} ${told.isOk ? vscode.l10n.t("passed") : vscode.l10n.t("failed")}${took}`
}

const summarize = async ({ output }: RunCommandOptions, outcome: RunOutcome): Promise<void> => {
  const { passed, failed, durationMs } = addTallies(outcome.tallies)
  const counts = [
    conversationsWords(outcome.tallies.length),
    vscode.l10n.t("{0} passed", passed),
    ...(failed === 0 ? [] : [vscode.l10n.t("{0} failed", failed)]),
    formatDuration(durationMs),
    ...(outcome.isStopped ? [vscode.l10n.t("stopped")] : [])
  ]
  const text = `Lapline: ${counts.join(" · ")}`
  const bottlenecks = vscode.l10n.t("Show Bottlenecks")
  const log = vscode.l10n.t("Show Output")
  const show =
    failed === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage
  const picked = await show(text, bottlenecks, ...(failed === 0 ? [] : [log]))
  if (picked === bottlenecks) await vscode.commands.executeCommand("lapline.showBottlenecks")
  if (picked === log) output.show()
}
