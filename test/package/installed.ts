/** The npm package as a program finds it: unpacked in a folder's node_modules, beside the packages of the workspace. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { repositoryRoot } from "../repository.ts"
import { packTarball } from "./tarball.ts"

export interface Installed extends Disposable {
  /** Holds node_modules and nothing else. */
  readonly folder: string
}

/** `beside` are packages of the workspace that the program may import, too. */
export const installPacked = (beside: readonly string[]): Installed => {
  using tarball = packTarball()
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "lapline-installed-")))
  const place = path.join(folder, "node_modules/lapline")
  mkdirSync(place, { recursive: true })
  execFileSync("tar", ["xzf", tarball.file, "--strip-components=1", "-C", place])
  for (const name of beside) {
    const link = path.join(folder, "node_modules", name)
    mkdirSync(path.dirname(link), { recursive: true })
    symlinkSync(path.join(repositoryRoot, "node_modules", name), link, "junction")
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
