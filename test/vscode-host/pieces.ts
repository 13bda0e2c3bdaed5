/** Finds the installed parts that the editor tests are made of, and installs them when they are missing. */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs"
import path from "node:path"

export const hostFolder = import.meta.dirname
export const repositoryRoot = path.resolve(hostFolder, "../..")

const modules = path.join(hostFolder, "node_modules")
const stamp = path.join(modules, ".lapline-lock-hash")

/** The folder of an installed package, looked for by folder because some packages do not export their package.json. */
export const findPackage = (name: string): string | undefined =>
  [modules, path.join(repositoryRoot, "node_modules")]
    .map((folder) => path.join(folder, name))
    .find((folder) => existsSync(path.join(folder, "package.json")))

/** The main file of VS Code's server, from the npm package code-server. Throws where it is not installed. */
export const findServer = (): string => {
  const folder = path.join(findPackage("code-server") ?? "", "lib/vscode")
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
  return realpathSync(main)
}

const lockHash = (): string =>
  createHash("sha256")
    .update(readFileSync(path.join(hostFolder, "package-lock.json")))
    .digest("hex")

/** True when node_modules here was installed from the lock file as it is now. */
export const isInstalled = (): boolean =>
  existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash()

/**
 * Installs the packages of this folder (about 15 s, 0.6 GB) unless they are there already.
 * Runs `npm ci --ignore-scripts`; gives npm's last lines as the reason when it fails.
 */
export const install = (say: (line: string) => void): { readonly problem?: string } => {
  if (isInstalled()) return {}
  say("installing the editor's test packages (npm ci in test/vscode-host, once for each lock file)")
  const npm = process.env["npm_execpath"]
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--loglevel=error"]
  const [command, prefix] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []]
  const done = spawnSync(command, [...prefix, ...args], {
    cwd: hostFolder,
    encoding: "utf8",
    shell: command === "npm" && process.platform === "win32"
  })
  if (done.error || done.status !== 0) {
    const reason = done.error?.message ?? done.stderr.trim().split("\n").slice(-5).join("\n")
    return { problem: `npm ci in test/vscode-host failed: ${reason}` }
  }
  writeFileSync(stamp, lockHash())
  return {}
}
