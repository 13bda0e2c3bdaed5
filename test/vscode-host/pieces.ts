/** Finds the installed parts that the editor tests are made of, and installs them when they are missing. */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs"
import path from "node:path"

export const hostFolder = import.meta.dirname
export const repositoryRoot = path.resolve(hostFolder, "../..")

/** The editor that the tests are made with; `oldest` is the oldest one that the extension's engines name. */
export type Editor = "current" | "oldest"

const editorFolders: Readonly<Record<Editor, string>> = {
  current: hostFolder,
  oldest: path.join(hostFolder, "oldest")
}

/** LAPLINE_EDITOR chooses; processes that this one starts choose the same. */
const chosenEditor = (): Editor =>
  process.env["LAPLINE_EDITOR"] === "oldest" ? "oldest" : "current"

const modulesOf = (editor: Editor): string => path.join(editorFolders[editor], "node_modules")

const stampOf = (editor: Editor): string => path.join(modulesOf(editor), ".lapline-lock-hash")

/** The folder of an installed package, looked for by folder because some packages do not export their package.json. */
export const findPackage = (name: string): string | undefined =>
  [modulesOf("current"), path.join(repositoryRoot, "node_modules")]
    .map((folder) => path.join(folder, name))
    .find((folder) => existsSync(path.join(folder, "package.json")))

/** The main file of VS Code's server, from the npm package code-server. Throws where it is not installed. */
export const findServer = (): string => {
  const modules = modulesOf(chosenEditor())
  const folder = path.join(modules, "code-server/lib/vscode")
  const main = path.join(folder, "out/server-main.js")
  if (!existsSync(main)) {
    throw new Error(`no VS Code server in ${modules}: run "npm test -- editor", which installs it`)
  }
  // VS Code's own dependencies sit beside code-server (see package.json), and the workbench fetches some of them
  // over HTTP from lib/vscode/node_modules: that folder becomes a link, once.
  for (const link of ["node_modules", "extensions/node_modules"].map((at) =>
    path.join(folder, at)
  )) {
    if (!existsSync(link)) symlinkSync(modules, link, "junction")
  }
  linkSearch(modules)
  return realpathSync(main)
}

/** Older editors come without the program that they search by: their package fetches it when it is installed. */
const linkSearch = (modules: string): void => {
  const wanted = path.join(modules, "@vscode/ripgrep/bin")
  const here = `bin/${process.platform}-${process.arch}`
  const program = path.join(findPackage("@vscode/ripgrep-universal") ?? "", here)
  if (!existsSync(path.dirname(wanted)) || existsSync(wanted)) return
  symlinkSync(program, wanted, "junction")
}

const lockHash = (editor: Editor): string =>
  createHash("sha256")
    .update(readFileSync(path.join(editorFolders[editor], "package-lock.json")))
    .digest("hex")

/** True when the editor's packages were installed from the lock file as it is now. */
export const isInstalled = (editor: Editor = "current"): boolean =>
  existsSync(stampOf(editor)) && readFileSync(stampOf(editor), "utf8") === lockHash(editor)

/**
 * Installs the packages of an editor (about 15 s, 0.6 GB) unless they are there already.
 * Runs `npm ci --ignore-scripts`; gives npm's last lines as the reason when it fails.
 */
export const install = (
  say: (line: string) => void,
  editor: Editor = "current"
): { readonly problem?: string } => {
  if (isInstalled(editor)) return {}
  const folder = path.relative(repositoryRoot, editorFolders[editor])
  say(`installing the editor's test packages (npm ci in ${folder}, once for each lock file)`)
  const npm = process.env["npm_execpath"]
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--loglevel=error"]
  const [command, prefix] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []]
  const done = spawnSync(command, [...prefix, ...args], {
    cwd: editorFolders[editor],
    encoding: "utf8",
    shell: command === "npm" && process.platform === "win32"
  })
  if (done.error || done.status !== 0) {
    const reason = done.error?.message ?? done.stderr.trim().split("\n").slice(-5).join("\n")
    return { problem: `npm ci in ${folder} failed: ${reason}` }
  }
  writeFileSync(stampOf(editor), lockHash(editor))
  return {}
}
