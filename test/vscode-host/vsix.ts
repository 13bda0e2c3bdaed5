/** Makes the extension's package, lapline-<version>.vsix, with vsce: `npm run package`. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import path from "node:path"
import { findPackage, install, repositoryRoot } from "./pieces.ts"

export const extensionFolder = path.join(repositoryRoot, "extension")

export type Packed =
  | { readonly _tag: "Packed"; readonly file: string }
  | { readonly _tag: "Failed"; readonly problem: string }

/** The package of the extension as it is built now; vsce's words when it refuses. */
export const packExtension = (): Packed => {
  const { problem } = install(console.error)
  if (problem !== undefined) return { _tag: "Failed", problem }
  const manifest: { version: string } = JSON.parse(
    readFileSync(path.join(extensionFolder, "package.json"), "utf8")
  )
  const file = path.join(extensionFolder, `lapline-${manifest.version}.vsix`)
  const done = vsce("package", "--no-dependencies", "--out", file)
  if (done.status === 0) return { _tag: "Packed", file }
  return { _tag: "Failed", problem: `vsce does not pack the extension:\n${done.output}` }
}

const vsce = (...args: readonly string[]) => {
  const program = path.join(findPackage("@vscode/vsce") ?? "", "vsce")
  // Its output goes into a pipe: on a terminal vsce asks the network for newer versions of itself.
  const done = spawnSync(process.execPath, [program, ...args], {
    cwd: extensionFolder,
    encoding: "utf8"
  })
  const output = `${done.error?.message ?? ""}${done.stdout}${done.stderr}`.trim()
  return { status: done.status, output }
}

if (import.meta.main) {
  const packed = packExtension()
  if (packed._tag === "Failed") {
    console.error(packed.problem)
    process.exitCode = 1
  } else {
    console.log(path.relative(process.cwd(), packed.file))
  }
}
