/** The temporary folders of one VS Code: data with settings, extensions, and the copy of a workspace. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { quietSettings, type Settings } from "./settings.ts"

export interface Folders {
  readonly root: string
  readonly data: string
  readonly extensions: string
  readonly workspace: string
  readonly temporary: string
}

/** What of the server's options shows in its folders. */
export interface Furnishing {
  /** Folder that is copied; the copy is opened. Without it the workspace is an empty folder. */
  readonly workspace?: string
  /** Does to the workspace what has to be done before the editor opens it. */
  readonly prepare?: (workspace: string) => void
  readonly settings?: Settings
  /** Of the window, English unless given: `de` and the like. The workbench's own texts stay English (see the README). */
  readonly language?: string
  /** Folders of extensions that are there from the start, as if they had been installed. */
  readonly extensions: readonly string[]
}

/** Makes the folders; whoever asked removes `root`. */
export const layOut = (options: Furnishing): Folders => {
  const root = mkdtempSync(path.join(os.tmpdir(), "lapline-vscode-"))
  const at = (name: string) => path.join(root, name)
  const folders: Folders = {
    root,
    data: at("data"),
    extensions: at("extensions"),
    workspace: at("workspace"),
    temporary: at("tmp")
  }
  for (const folder of [folders.workspace, folders.extensions, folders.temporary]) mkdirSync(folder)
  if (options.workspace !== undefined) {
    cpSync(options.workspace, folders.workspace, { recursive: true })
  }
  options.prepare?.(folders.workspace)
  for (const scope of ["Machine", "User"]) {
    const folder = path.join(folders.data, "data", scope)
    mkdirSync(folder, { recursive: true })
    const settings = { ...quietSettings, ...options.settings }
    writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings, null, 2))
  }
  if (options.language !== undefined) addLanguage(options.language, folders)
  for (const folder of options.extensions) preinstall(folder, folders.extensions)
  return folders
}

/** What installing a language pack leaves: without one VS Code stays English, and its extensions with it. */
const addLanguage = (language: string, { data }: Folders): void => {
  const texts = path.join(data, "main.i18n.json")
  writeFileSync(texts, JSON.stringify({ version: "1.0.0", contents: {} }))
  const id = `lapline.language-pack-${language}`
  const pack = {
    hash: "made-for-tests",
    extensions: [{ extensionIdentifier: { id }, version: "1.0.0" }],
    translations: { vscode: texts },
    label: language
  }
  writeFileSync(path.join(data, "data/languagepacks.json"), JSON.stringify({ [language]: pack }))
}

/** The first start of the server adopts what lies in the extensions folder as installed. */
const preinstall = (folder: string, extensions: string): void => {
  const manifest: { publisher: string; name: string; version: string } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8")
  )
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`
  symlinkSync(path.resolve(folder), path.join(extensions, name), "junction")
}

/** How VS Code is told of them. */
export const dataArguments = (folders: Folders) => [
  "--server-data-dir",
  folders.data,
  "--extensions-dir",
  folders.extensions
]
