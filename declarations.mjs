// Writes the SDK's type declarations: those that the package's entry points lead to, a file for a module, and no other.
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import path from "node:path"

/** The last word on what an entry point is: the manifest's `exports`. */
const { exports: doors } = JSON.parse(fs.readFileSync("sdk/package.json", "utf8"))
const entries = Object.values(doors).flatMap((door) => door.types ?? [])

/** Throws with the compiler's words when it refuses. The folder holds nothing stale afterwards. */
export const writeDeclarations = () => {
  const compiler = path.join("node_modules", "typescript", "bin", "tsc")
  const done = spawnSync(
    process.execPath,
    [compiler, "-p", "sdk/tsconfig.declarations.json", "--pretty", "false"],
    { encoding: "utf8" }
  )
  if (done.status !== 0) throw new Error(`no declarations: ${done.stdout}${done.stderr}`)
  const needed = new Set()
  for (const entry of entries) follow(path.join("sdk", entry), needed)
  for (const file of declarationsIn("sdk/dist")) if (!needed.has(file)) fs.rmSync(file)
}

/** Makes the file's imports end in `.js`, as every compiler and bundler reads them, and goes where they lead. */
const follow = (file, needed) => {
  if (needed.has(file)) return
  needed.add(file)
  const text = fs.readFileSync(file, "utf8")
  fs.writeFileSync(file, text.replaceAll(RELATIVE_IMPORT, "$1.js$3"))
  for (const [, , target] of text.matchAll(RELATIVE_IMPORT)) {
    follow(path.join(path.dirname(file), `${target}.d.ts`), needed)
  }
}

const RELATIVE_IMPORT = /(\b(?:from|import) ?\(?"(\.[^"]+))\.ts(")/g

const declarationsIn = (folder) =>
  fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".d.ts"))
    .map((name) => path.join(folder, name))
