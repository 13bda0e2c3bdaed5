/**
 * The `lapline.json` of each workspace folder: loaded, watched, and its faults shown as problems.
 */
import * as vscode from "vscode"
import {
  defaultProject,
  locateProblem,
  readProject,
  type Project,
  type ProjectProblem
} from "./project-file.ts"

export interface Projects {
  /** What the folder's file says; the default without one, the last good one while it is broken. */
  readonly of: (folder: vscode.Uri) => Project
  readonly onDidChange: vscode.Event<void>
  readonly dispose: () => void
}

const FILE = "lapline.json"

/** Resolves when the files that are there have been read once. */
export const createProjects = async (): Promise<Projects> => {
  const changed = new vscode.EventEmitter<void>()
  const problems = vscode.languages.createDiagnosticCollection("lapline")
  const projects = new Map<string, Project>()

  const load = async (folder: vscode.Uri): Promise<void> => {
    const uri = vscode.Uri.joinPath(folder, FILE)
    const text = await readText(uri)
    problems.delete(uri)
    if (text === undefined) {
      projects.delete(folder.toString())
      return
    }
    const reading = readProject(text)
    problems.set(
      uri,
      reading.problems.map((problem) => toDiagnostic(text, problem))
    )
    // While the file is being edited it is often broken for a moment: what it last said holds.
    const isBroken = reading.problems.length > 0 && projects.has(folder.toString())
    if (!isBroken) projects.set(folder.toString(), reading.project)
  }
  const loadAll = async () => {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)
    await Promise.all(folders.map(load))
  }
  const reload = async () => {
    await loadAll()
    changed.fire()
  }
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${FILE}`)
  const subscriptions = [
    changed,
    problems,
    watcher,
    ...[watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete].map((on) => on(reload)),
    vscode.workspace.onDidChangeWorkspaceFolders(reload)
  ]
  await loadAll()

  return {
    of: (folder) => projects.get(folder.toString()) ?? defaultProject,
    onDidChange: changed.event,
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose()
    }
  }
}

const readText = async (uri: vscode.Uri): Promise<string | undefined> => {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
  } catch (cause) {
    if (cause instanceof vscode.FileSystemError && cause.code === "FileNotFound") return undefined
    // Anything else (no permission, a folder of that name) is a file that says nothing.
    return ""
  }
}

const toDiagnostic = (text: string, problem: ProjectProblem): vscode.Diagnostic => {
  const { offset, length } = locateProblem(text, problem)
  const before = text.slice(0, offset).split("\n")
  const start = new vscode.Position(before.length - 1, (before.at(-1) ?? "").length)
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(start, start.translate(0, length)),
    messageOf(problem),
    vscode.DiagnosticSeverity.Error
  )
  diagnostic.source = "Lapline"
  return diagnostic
}

const messageOf = ({ fault, detail }: ProjectProblem): string => {
  switch (fault) {
    case "not json":
      return vscode.l10n.t("lapline.json is not JSON: {0}", detail)
    case "not an object":
      return vscode.l10n.t("lapline.json must hold one JSON object.")
    case "logs":
      return vscode.l10n.t('"logs" must be a list of paths, such as [".lapline"].')
    case "conversations":
      return vscode.l10n.t('"conversations" must hold "files" and "command".')
    case "files":
      return vscode.l10n.t('"files" must be a glob, such as "conversations/*.json".')
    case "command":
      return vscode.l10n.t('"command" must be a list: the program, then its arguments.')
    case "variants":
      return vscode.l10n.t(
        '"variants" must be a list of { "name": "gpt-5", "arguments": ["--model", "gpt-5"] }, each with a name of its own.'
      )
    case "mappings":
      return vscode.l10n.t('"pathMappings" must be a list of { "from": "/app", "to": "" }.')
  }
}
