/**
 * After a new code-server: `npm i && node sync.ts && npm i` takes the versions that VS Code's own lock file names;
 * `node sync.ts oldest` does it for the folder of the oldest editor.
 */
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string } | undefined>>
}

/** Not needed to run extensions (agents, telemetry, Windows, proxies, tunnels), or replaced by shims/. */
const left = new Set([
  "@devcontainers/cli",
  "@github/copilot-sdk",
  "@microsoft/mxc-sdk",
  "@vscode/copilot-api",
  "@vscode/deviceid",
  "@vscode/native-watchdog",
  "@vscode/sandbox-runtime",
  "@vscode/spdlog",
  "@vscode/sqlite3",
  "@vscode/windows-process-tree",
  "@vscode/windows-registry",
  "detect-libc",
  "kerberos",
  "native-watchdog",
  "node-addon-api",
  "ssh2",
  "tar",
  "zod"
])

const here = path.resolve(import.meta.dirname, process.argv[2] ?? ".")
const vscode = path.join(here, "node_modules/code-server/lib/vscode")
const read = (file: string) => JSON.parse(readFileSync(file, "utf8"))

const manifestFile = path.join(here, "package.json")
const manifest: Manifest = read(manifestFile)
const pinned = { ...manifest.devDependencies }
const pin = (name: string, version: string | undefined) => {
  if (version === undefined || pinned[name] === version) return
  console.log(`${name}: ${pinned[name] ?? "new"} -> ${version}`)
  pinned[name] = version
}

const { packages }: Lock = read(path.join(vscode, "npm-shrinkwrap.json"))
const { dependencies: wanted = {} }: Manifest = read(path.join(vscode, "package.json"))
// The extension host imports undici without declaring it.
for (const name of [...Object.keys(wanted), "undici"]) {
  if (!left.has(name)) pin(name, packages[`node_modules/${name}`]?.version)
}
const extensions: Lock = read(path.join(vscode, "extensions/npm-shrinkwrap.json"))
pin("typescript", extensions.packages["node_modules/typescript"]?.version)

const sorted = Object.fromEntries(Object.entries(pinned).toSorted(([a], [b]) => a.localeCompare(b)))
writeFileSync(
  manifestFile,
  `${JSON.stringify({ ...manifest, devDependencies: sorted }, null, 2)}\n`
)
