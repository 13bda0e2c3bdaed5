/** The commands that show, hide and clear lap times, and go to their lines. */
import { homedir } from "node:os"
import * as vscode from "vscode"
import { reasonWords } from "./bottleneck-words.ts"
import type { Laps } from "./laps.ts"
import { LOG_EDITOR } from "./log-editor.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"
import { readRef } from "./site-ref.ts"

export interface CommandOptions {
  readonly laps: Laps
  readonly placements: Placements
  readonly settings: Settings
}

export const registerCommands = ({
  laps,
  placements,
  settings
}: CommandOptions): vscode.Disposable => {
  const command = (name: string, run: (argument?: unknown) => unknown) =>
    vscode.commands.registerCommand(`lapline.${name}`, run)
  return vscode.Disposable.from(
    command("showBottlenecks", () => vscode.commands.executeCommand("lapline.bottlenecks.focus")),
    command("clear", () => laps.clear()),
    command("toggleLens", () => settings.setLensEnabled(!settings.current().lens.enabled)),
    command("hideMetric", (argument) => hideMetric({ laps, placements, settings }, argument)),
    command("openLog", (argument) => openLog(laps, argument)),
    command("openSite", (argument) => openSite(placements, argument))
  )
}

/**
 * Follows a log and opens its dashboard: a file from the Explorer, else one that the user picks.
 * Only a log inside the workspace is taken from a caller.
 */
const openLog = async (laps: Laps, argument: unknown): Promise<void> => {
  const isGiven =
    argument instanceof vscode.Uri &&
    argument.scheme === "file" &&
    vscode.workspace.getWorkspaceFolder(argument) !== undefined
  const uri = isGiven ? argument : await pickLog()
  if (uri === undefined) return
  laps.openLog(uri)
  await vscode.commands.executeCommand("vscode.openWith", uri, LOG_EDITOR)
}

const pickLog = async (): Promise<vscode.Uri | undefined> => {
  const folders = vscode.workspace.workspaceFolders ?? []
  const [folder] = folders.filter(({ uri }) => uri.scheme === "file")
  const picked = await vscode.window.showOpenDialog({
    // In a virtual workspace the dialog would offer that one's files, which are on no disk.
    defaultUri: folder?.uri ?? vscode.Uri.file(homedir()),
    title: vscode.l10n.t("Open a Lapline log"),
    openLabel: vscode.l10n.t("Open Log"),
    filters: { [vscode.l10n.t("Lapline logs")]: ["jsonl", "ndjson"] }
  })
  return picked?.[0]
}

/** Only the kind of a site that is there is taken from a caller. */
const hideMetric = async (
  { placements, settings }: CommandOptions,
  argument: unknown
): Promise<void> => {
  const ref = readRef(argument)
  const placement = ref && "site" in ref ? placements.of(ref.folder, ref.site) : undefined
  if (placement !== undefined) await settings.hideMetric(placement.site.metric)
}

const openSite = async (placements: Placements, argument: unknown): Promise<void> => {
  const ref = readRef(argument)
  const placement = ref && "site" in ref ? placements.of(ref.folder, ref.site) : undefined
  if (placement === undefined) return
  if (placement._tag === "Placed") {
    const at = new vscode.Position(placement.line, 0)
    await vscode.window.showTextDocument(placement.uri, { selection: new vscode.Range(at, at) })
    return
  }
  if (placement.reason === "ambiguous" && ref !== undefined && "site" in ref) {
    return placements.choosePath(ref.folder, ref.site)
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t("Lapline cannot place this line: {0}.", reasonWords(placement.reason))
  )
}
