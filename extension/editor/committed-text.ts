/** The text of a file at a commit, from the project's own git: no shell, no network, no hook. */
import { execFile } from "node:child_process"
import { homedir } from "node:os"
import { basename, dirname } from "node:path"

/** Undefined where there is no git, no such commit, or no such file in it. */
export type ReadCommitted = (file: string, commit: string) => Promise<string | undefined>

const COMMIT = /^[0-9a-f]{7,64}$/i
const MOST_BYTES = 4_000_000
const TIMEOUT_MS = 5_000
/** Texts past this many are forgotten all at once. */
const MOST_TEXTS = 500

export const createCommittedTexts = (): ReadCommitted => {
  const texts = new Map<string, Promise<string | undefined>>()
  return (file, commit) => {
    const key = `${commit}\0${file}`
    const known = texts.get(key)
    if (known !== undefined) return known
    if (texts.size >= MOST_TEXTS) texts.clear()
    const text = COMMIT.test(commit) ? readBlob(file, commit) : Promise.resolve(undefined)
    texts.set(key, text)
    return text
  }
}

/** `cat-file` runs no filter, diff driver or pager of the repository's configuration. */
const readBlob = (file: string, commit: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(
      "git",
      ["-C", dirname(file), "cat-file", "blob", `${commit}:./${basename(file)}`],
      {
        // Windows looks for programs in the working directory first: not in a stranger's project.
        cwd: homedir(),
        env: { ...process.env, GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0" },
        maxBuffer: MOST_BYTES,
        timeout: TIMEOUT_MS,
        windowsHide: true
      },
      (error, stdout) => resolve(error === null ? stdout : undefined)
    )
  })
