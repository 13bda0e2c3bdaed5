/** A copy of the sources, built as `npm ci` builds them, so that nobody's bundles change under them. */
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { manifestOf, repositoryFiles, repositoryRoot } from "../repository.ts"

export interface BuiltCopy extends Disposable {
  readonly folder: string
}

/** Throws with what the build says when it fails. */
export const buildCopy = (): BuiltCopy => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "lapline-build-"))
  const sources = repositoryFiles.filter((file) => /^(sdk|extension)\/|^[^/]+$/.test(file))
  for (const file of sources) cpSync(path.join(repositoryRoot, file), path.join(folder, file))
  const packages = path.join(folder, "node_modules")
  symlinkSync(path.join(repositoryRoot, "node_modules"), packages, "junction")
  const [program, ...args] = (manifestOf("package.json").scripts?.["prepare"] ?? "").split(" ")
  if (program !== "node") throw new Error(`\`prepare\` runs ${program}, not node`)
  execFileSync(process.execPath, args, { cwd: folder, stdio: "pipe" })
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
