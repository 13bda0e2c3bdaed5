/** What can be done with a run: leave it out of the figures, take it back in, delete its logs. */
import { basename } from "node:path"
import * as vscode from "vscode"
import type { HiddenRuns } from "./hidden-runs.ts"
import { inert } from "./inert-text.ts"
import { isInside } from "./inside.ts"
import type { Laps, LapsFolder } from "./laps.ts"

export interface RunCommandsOptions {
  readonly laps: Laps
  readonly hiddenRuns: HiddenRuns
}

export const registerRunCommands = ({
  laps,
  hiddenRuns
}: RunCommandsOptions): vscode.Disposable => {
  const command = (name: string, run: (folder: LapsFolder, runId: string) => unknown) =>
    vscode.commands.registerCommand(`lapline.${name}`, (argument?: unknown) => {
      const found = findRun(laps, argument)
      return found && run(found.folder, found.runId)
    })
  return vscode.Disposable.from(
    command("hideRun", (_folder, runId) => hiddenRuns.hide(runId)),
    command("showRun", (_folder, runId) => hiddenRuns.show(runId)),
    command("deleteRun", deleteRun)
  )
}

/** Of what a caller gives only the names are taken: the run itself is one that we know. */
const findRun = (laps: Laps, argument: unknown) => {
  if (typeof argument !== "object" || argument === null) return undefined
  const { folder, run } = argument as Record<string, unknown>
  const [folderId, runId] = [textOf(folder, "id"), textOf(run, "runId")]
  const known = laps.folders().find(({ id }) => id === folderId)
  if (known === undefined || runId === undefined) return undefined
  return known.logsOf(runId).length === 0 ? undefined : { folder: known, runId }
}

/** Only logs inside the workspace folder, only such as hold no other run, and only when the user says so. */
const deleteRun = async (folder: LapsFolder, runId: string): Promise<void> => {
  const logs = folder.logsOf(runId)
  const foreign = logs.find((log) => !isInside(log, folder.path))
  if (foreign !== undefined) {
    const text = vscode.l10n.t(
      "{0} is not in the workspace folder. Delete it by hand.",
      inert(foreign)
    )
    return void vscode.window.showWarningMessage(text)
  }
  const shared = logs.find((log) => folder.runsIn(log).size > 1)
  if (shared !== undefined) {
    const hide = vscode.l10n.t("Hide the Run")
    const text = vscode.l10n.t(
      "{0} holds other runs as well. Hide this one instead.",
      inert(basename(shared))
    )
    if ((await vscode.window.showWarningMessage(text, hide)) === hide) {
      await vscode.commands.executeCommand("lapline.hideRun", { folder, run: { runId } })
    }
    return
  }
  const confirm = vscode.l10n.t("Delete")
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete the logs of this run?"),
    { modal: true, detail: logs.map((log) => inert(basename(log))).join("\n") },
    confirm
  )
  if (picked !== confirm) return
  try {
    for (const log of logs) await vscode.workspace.fs.delete(vscode.Uri.file(log))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    void vscode.window.showErrorMessage(vscode.l10n.t("The log cannot be deleted: {0}", inert(why)))
  }
}

const textOf = (value: unknown, key: string): string | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  const text = (value as Record<string, unknown>)[key]
  return typeof text === "string" ? text : undefined
}
