/** Commit and state of the working tree a program runs from, read at start-up within a bound. */

import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"

export interface GitState {
  readonly commit: string | undefined
  /** Whether tracked files differ from the commit; undefined when git did not answer in time. */
  readonly dirty: boolean | undefined
}

/** At most this long may a start-up wait for git. */
const TIMEOUT_MS = 300

/** Undefined outside a working tree, where no process is started, and where git is not there or too slow. */
export const readGit = (folder: string): GitState | undefined => {
  if (!isInWorkingTree(folder)) return undefined
  // Optional locks and the file-system monitor are off: reading the state must change and start nothing.
  const { status, stdout } = spawnSync(
    "git",
    ["-c", "core.fsmonitor=false", "status", "--porcelain=v2", "--branch", "--untracked-files=no"],
    {
      cwd: folder,
      timeout: TIMEOUT_MS,
      killSignal: "SIGKILL",
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" },
      windowsHide: true
    }
  )
  if (status !== 0) return undefined
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(stdout)?.[1]
  return { commit, dirty: /^[12u] /m.test(stdout) }
}

const isInWorkingTree = (folder: string): boolean => {
  if (existsSync(join(folder, ".git"))) return true
  const parent = dirname(folder)
  return parent !== folder && isInWorkingTree(parent)
}
