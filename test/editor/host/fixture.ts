/**
 * The open fixture workspace as host specs use it: its agent, its source, what the editor shows
 * over it.
 */
import { execFileSync } from "node:child_process"
import { rmSync } from "node:fs"
import path from "node:path"
import * as vscode from "vscode"
import { repositoryRoot } from "../../vscode-host/pieces.ts"
import { extensionId } from "../subject.ts"

export const activate = async (): Promise<void> => {
  await vscode.extensions.getExtension(extensionId)?.activate()
}

const [folder] = vscode.workspace.workspaceFolders ?? []
export const workspace = folder?.uri.fsPath ?? ""
export const folderId = folder?.uri.toString() ?? ""
export const logs = path.join(workspace, ".lapline")
export const sourceUri = vscode.Uri.file(path.join(workspace, "src/returns.ts"))

/** Runs the fixture's agent, which writes one log of so many runs. */
export const runAgent = (runs: number): void => {
  execFileSync(process.execPath, ["agent.mjs", "boots too small", "--runs", String(runs)], {
    cwd: workspace
  })
}

export const removeLogs = (): void => rmSync(logs, { recursive: true, force: true })

/** `line: title` of every lens over the source, top to bottom; lines count from 1. */
export const lenses = async (uri = sourceUri): Promise<readonly string[]> => {
  await vscode.workspace.openTextDocument(uri)
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    uri,
    1_000
  )
  return found
    .filter(({ command }) => command?.command.startsWith("lapline.openTrace"))
    .toSorted((a, b) => a.range.start.line - b.range.start.line)
    .map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`)
}

/** Waits until the lenses are as wanted; rejects with what there was instead. */
export const lensesUntil = async (
  holds: (found: readonly string[]) => boolean,
  uri = sourceUri
): Promise<readonly string[]> => {
  const deadline = performance.now() + 10_000
  for (;;) {
    const found = await lenses(uri)
    if (holds(found)) return found
    if (performance.now() > deadline) throw new Error(`the lenses stay ${JSON.stringify(found)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What the command line reports of the same logs. */
export const cliReport = (): { readonly sites: readonly CliSite[] } => {
  const main = path.join(repositoryRoot, "sdk/cli/main.ts")
  return JSON.parse(
    execFileSync(process.execPath, [main, "report", "--json", logs], { encoding: "utf8" })
  )
}

export interface CliSite {
  readonly file: string | null
  readonly line: number | null
  readonly count: number
  readonly p50_ms: number | null
  readonly p95_ms: number | null
  readonly share_of_turn: number | null
}
