/** Which of several fitting files a log means: asked once, remembered for the workspace. */
import { basename } from "node:path"
import * as vscode from "vscode"
import { mappingFor, type PathMapping, type PathQuery } from "../../sdk/analyze/place/path.ts"
import { inert } from "./inert-text.ts"

export interface Ambiguity {
  readonly folderId: string
  readonly query: PathQuery
  /** The files that fit; each is one that the editor found in the workspace. */
  readonly paths: readonly string[]
}

export interface PathChoices {
  /** What was chosen for a folder's logs; the same array until something else is chosen. */
  readonly of: (folderId: string) => readonly PathMapping[]
  /** Proposes to choose, at most once in a window. */
  readonly propose: (ambiguity: Ambiguity) => void
  readonly choose: (ambiguity: Ambiguity) => Promise<void>
  readonly onDidChoose: vscode.Event<void>
  readonly dispose: () => void
}

const KEY = "lapline.chosenPaths"
const NONE: readonly PathMapping[] = []

export const createPathChoices = (memory: vscode.Memento): PathChoices => {
  const chosen = new vscode.EventEmitter<void>()
  const remembered = new Map(Object.entries(readMemory(memory.get<unknown>(KEY))))
  let isProposed = false

  const choose = async ({ folderId, query, paths }: Ambiguity): Promise<void> => {
    const items = paths.map((path) => ({
      label: inert(basename(path)),
      description: inert(vscode.workspace.asRelativePath(path)),
      path
    }))
    const title = vscode.l10n.t("Which file does the log mean by {0}?", inert(query.reported))
    const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true })
    if (picked === undefined) return
    const mapping = mappingFor(query, picked.path)
    const others = (remembered.get(folderId) ?? NONE).filter(({ from }) => from !== mapping.from)
    remembered.set(folderId, [...others, mapping])
    await memory.update(KEY, Object.fromEntries(remembered))
    chosen.fire()
  }
  const propose = async (ambiguity: Ambiguity): Promise<void> => {
    if (isProposed) return
    isProposed = true
    const action = vscode.l10n.t("Choose File…")
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        "Lapline: several files fit {0}, which a log names.",
        inert(ambiguity.query.reported)
      ),
      action
    )
    if (answer === action) await choose(ambiguity)
  }
  return {
    of: (folderId) => remembered.get(folderId) ?? NONE,
    propose: (ambiguity) => void propose(ambiguity),
    choose,
    onDidChoose: chosen.event,
    dispose: () => chosen.dispose()
  }
}

/** What is stored may be of another version. */
const readMemory = (value: unknown): Record<string, readonly PathMapping[]> => {
  if (typeof value !== "object" || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([folder, mappings]) =>
      Array.isArray(mappings) ? [[folder, mappings.filter(isMapping)] as const] : []
    )
  )
}

const isMapping = (value: unknown): value is PathMapping => {
  const { from, to } = (value ?? {}) as Partial<PathMapping>
  return typeof from === "string" && typeof to === "string"
}
