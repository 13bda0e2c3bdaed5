/** opentelemetry-sdk for Python, in a virtual environment that is thrown away: whole, or without its package of constants. */

import { execFileSync, spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const VERSION = "1.45.0"

export interface Peer extends Disposable {
  /** The environment's interpreter. */
  readonly python: string
  /** How the peer is there, or why it is not: a sentence. */
  readonly note: string
}

/** `python` has pip and venv. Never fails for want of a network: the peer is then missing, and the note says so. */
export const installPeer = (python: string): Peer => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-python-"))
  execFileSync(python, ["-m", "venv", folder], { stdio: ["ignore", "ignore", "pipe"] })
  const own = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python")
  return {
    python: own,
    note: fetchPeer(own),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true })
  }
}

const fetchPeer = (python: string): string => {
  const name = `opentelemetry-sdk ${VERSION}`
  const whole = pip(python, [`opentelemetry-sdk==${VERSION}`])
  if (whole === undefined) return `${name}, as pip installs it.`
  const parts = [`opentelemetry-sdk==${VERSION}`, `opentelemetry-api==${VERSION}`]
  const bare = pip(python, ["--no-deps", ...parts, "typing-extensions"])
  if (bare !== undefined) return `${name} could not be installed: ${bare}.`
  const query = "import sysconfig; print(sysconfig.get_path('purelib'))"
  const site = execFileSync(python, ["-c", query], { encoding: "utf8" }).trim()
  const standIn = join(import.meta.dirname, "semantic_conventions.py")
  copyFileSync(standIn, join(site, "lapline_semantic_conventions.py"))
  // Python imports what a .pth file says when it starts.
  writeFileSync(join(site, "lapline.pth"), "import lapline_semantic_conventions\n")
  return `${name}; its package of constants could not be had (${whole}), so names stand in for them.`
}

/** Undefined when all went well, else pip's last word. */
const pip = (python: string, packages: readonly string[]): string | undefined => {
  const words = ["-m", "pip", "install", "-q", "--retries", "0", "--disable-pip-version-check"]
  const done = spawnSync(python, [...words, ...packages], { encoding: "utf8", timeout: 120_000 })
  if (done.status === 0) return undefined
  const last = done.stderr.trim().split("\n").at(-1) ?? ""
  return last.replace(/^ERROR: /, "").replace(/\.$/, "") || "pip did not end"
}
