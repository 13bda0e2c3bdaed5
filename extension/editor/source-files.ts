/**
 * Finds the workspace file that a log means. What a log says is only ever compared with files found
 * by the editor.
 */
import { realpath } from "node:fs/promises"
import { sep } from "node:path"
import * as vscode from "vscode"
import {
  baseName,
  choosePath,
  readPath,
  type FoundPath,
  type PathQuery,
  type RefusedPath
} from "../../sdk/analyze/place/path.ts"

export type SourceFile =
  | FoundFile
  | { readonly _tag: "Ambiguous"; readonly paths: readonly string[] }
  | { readonly _tag: "Missing" }
  | RefusedPath

export interface FoundFile extends Pick<FoundPath, "_tag" | "whole" | "isExact"> {
  readonly uri: vscode.Uri
}

export interface SourceFiles {
  /** The answer if it is known already. */
  readonly known: (query: PathQuery) => SourceFile | undefined
  readonly find: (query: PathQuery) => Promise<SourceFile>
  /** A file that matters came or went: what was answered before may be wrong. */
  readonly onDidForget: vscode.Event<void>
  readonly dispose: () => void
}

const EXCLUDED = "**/{node_modules,.git}/**"
const MOST_CANDIDATES = 200
/** Answers past this many are forgotten all at once: logs may name endlessly many files. */
const MOST_ANSWERS = 20_000

export const createSourceFiles = (): SourceFiles => {
  const forgot = new vscode.EventEmitter<void>()
  const answers = new Map<string, SourceFile>()
  const candidates = new Map<string, Promise<readonly vscode.Uri[]>>()

  /** Old path to new file: what the editor renamed is still the file that old logs mean. */
  const renamed = new Map<string, vscode.Uri>()

  const rename = ({ oldUri, newUri }: { oldUri: vscode.Uri; newUri: vscode.Uri }) => {
    for (const [old, uri] of renamed) {
      if (uri.toString() === oldUri.toString()) renamed.set(old, newUri)
    }
    renamed.set(oldUri.path, newUri)
    renamed.delete(newUri.path)
    answers.clear()
    void forgetBelow(oldUri).then(() => forgot.fire())
  }
  const forget = (uri: vscode.Uri) => {
    const name = uri.path.split("/").at(-1) ?? ""
    if (!candidates.delete(name)) return
    answers.clear()
    forgot.fire()
  }
  /** Of a folder that goes, or comes under another name, nothing is told but itself. */
  const forgetBelow = async (folder: vscode.Uri): Promise<void> => {
    for (const [name, found] of candidates) {
      const uris = await found.catch(() => [])
      if (uris.some(({ path }) => path.startsWith(`${folder.path}/`))) {
        forget(folder.with({ path: `${folder.path}/${name}` }))
      }
    }
  }
  const watcher = vscode.workspace.createFileSystemWatcher("**/*", false, true, false)
  watcher.onDidCreate(forget)
  watcher.onDidDelete((uri) => {
    forget(uri)
    void forgetBelow(uri)
  })
  const renames = vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(rename))

  /** Where a file lay before the editor renamed a folder above it. */
  const formerPaths = ({ path }: vscode.Uri): readonly string[] =>
    [...renamed].flatMap(([old, now]) =>
      path.startsWith(`${now.path}/`) ? [`${old}${path.slice(now.path.length)}`] : []
    )

  const candidatesFor = (name: string): Promise<readonly vscode.Uri[]> => {
    const known = candidates.get(name)
    if (known !== undefined) return known
    const found = findInside(name)
    candidates.set(name, found)
    // A search that failed says nothing about the next one.
    found.catch(() => candidates.delete(name))
    return found
  }

  const resolve = async (query: PathQuery): Promise<SourceFile> => {
    const wanted = readPath(query)
    if (wanted._tag === "Refused") return wanted
    const uris = await candidatesFor(baseName(wanted))
    const byPath = new Map([
      ...[...renamed].filter(([path]) => path.endsWith(`/${baseName(wanted)}`)),
      ...uris.flatMap((uri) => formerPaths(uri).map((path) => [path, uri] as const)),
      ...uris.map((uri) => [uri.path, uri] as const)
    ])
    const choice = choosePath(wanted, [...byPath.keys()])
    if (choice._tag !== "Found") return choice
    const uri = byPath.get(choice.path)
    const { whole, isExact } = choice
    return uri === undefined ? { _tag: "Missing" } : { _tag: "Found", uri, whole, isExact }
  }

  return {
    known: (query) => answers.get(keyOf(query)),
    find: async (query) => {
      const answer = await resolve(query)
      if (answers.size >= MOST_ANSWERS) answers.clear()
      answers.set(keyOf(query), answer)
      return answer
    },
    onDidForget: forgot.event,
    dispose: () => {
      watcher.dispose()
      renames.dispose()
      forgot.dispose()
    }
  }
}

/** Files of that name in the workspace, without those that a symbolic link takes out of it. */
const findInside = async (name: string): Promise<readonly vscode.Uri[]> => {
  if (name === "") return []
  // A virtual folder may have no search at all, and none of its files is one that a log names.
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === "file"
  )
  const search = (folder: vscode.WorkspaceFolder) => {
    const pattern = new vscode.RelativePattern(folder, `**/${escapeGlob(name)}`)
    return vscode.workspace.findFiles(pattern, EXCLUDED, MOST_CANDIDATES)
  }
  const found = (await Promise.all(folders.map(search))).flat()
  const roots = await Promise.all(folders.map(({ uri }) => realPathOf(uri)))
  const inside = await Promise.all(
    found.map(async (uri) => {
      const path = await realPathOf(uri)
      return roots.some((root) => path?.startsWith(`${root}${sep}`) === true) ? [uri] : []
    })
  )
  return inside.flat()
}

const realPathOf = (uri: vscode.Uri): Promise<string | undefined> =>
  uri.scheme === "file" ? realpath(uri.fsPath).catch(() => undefined) : Promise.resolve(undefined)

const escapeGlob = (name: string): string => name.replaceAll(/[[\]{}*?!]/g, "[$&]")

const keyOf = ({ reported, root, folder, mappings }: PathQuery): string =>
  [folder, root ?? "", reported, ...mappings.flatMap(({ from, to }) => [from, to])].join("\0")
