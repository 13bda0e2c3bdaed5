/** The sample conversations that the projects of the window name. */
import * as vscode from "vscode"
import { readSample, type Sample } from "./conversation-command.ts"
import type { ConversationSettings, Variant } from "./project-file.ts"
import type { Projects } from "./projects.ts"

export interface FoundSample {
  /** The folder whose `lapline.json` names it; the command runs there. */
  readonly folder: vscode.WorkspaceFolder
  readonly command: ConversationSettings["command"]
  readonly variants: readonly Variant[]
  readonly sample: Sample
}

/** Tells samples of all folders apart. Without control characters, which a test's id must not have. */
export const sampleId = ({ folder, sample }: FoundSample): string =>
  `${folder.uri.toString()} ${encodeURIComponent(sample.name.toWellFormed())}`

export interface Samples {
  /** Resolves when the samples have been looked for once. */
  readonly loaded: Promise<void>
  readonly list: () => readonly FoundSample[]
  readonly find: (folder: string, name: string) => FoundSample | undefined
  readonly onDidChange: vscode.Event<void>
  readonly dispose: () => void
}

const MOST_SAMPLES = 1_000

export const createSamples = (projects: Projects): Samples => {
  const changed = new vscode.EventEmitter<void>()
  let samples: readonly FoundSample[] = []
  let watchers: readonly vscode.Disposable[] = []

  const load = async () => {
    const folders = vscode.workspace.workspaceFolders ?? []
    const found = await Promise.all(folders.map((folder) => samplesOf(folder, projects)))
    samples = found.flat()
    void vscode.commands.executeCommand("setContext", "lapline.canRun", samples.length > 0)
    // Only now is it known what a welcome view should offer.
    void vscode.commands.executeCommand("setContext", "lapline.ready", true)
    changed.fire()
  }
  const watch = () => {
    for (const watcher of watchers) watcher.dispose()
    watchers = (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
      const files = projects.of(folder.uri).conversations?.files
      if (files === undefined) return []
      const pattern = new vscode.RelativePattern(folder, files)
      const watcher = vscode.workspace.createFileSystemWatcher(pattern)
      for (const on of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) on(load)
      return [watcher]
    })
  }
  const reload = () => {
    watch()
    return load()
  }
  const subscription = projects.onDidChange(reload)

  return {
    loaded: reload(),
    list: () => samples,
    find: (folder, name) =>
      samples.find((each) => each.folder.uri.toString() === folder && each.sample.name === name),
    onDidChange: changed.event,
    dispose: () => {
      for (const each of [changed, subscription, ...watchers]) each.dispose()
    }
  }
}

const samplesOf = async (
  folder: vscode.WorkspaceFolder,
  projects: Projects
): Promise<readonly FoundSample[]> => {
  const settings = projects.of(folder.uri).conversations
  // Of a virtual folder there may be another one of the same path on the disk: nothing runs there.
  if (settings === undefined || folder.uri.scheme !== "file") return []
  const pattern = new vscode.RelativePattern(folder, settings.files)
  const files = await vscode.workspace.findFiles(pattern, null, MOST_SAMPLES)
  const samples = await Promise.all(
    files.map(async (uri) => readSample(uri.fsPath, await readText(uri)))
  )
  return samples
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((sample) => ({ folder, command: settings.command, variants: settings.variants, sample }))
}

const readText = async (uri: vscode.Uri): Promise<string> => {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
  } catch {
    // Gone since it was listed, or unreadable: its name still says which sample it is.
    return ""
  }
}
