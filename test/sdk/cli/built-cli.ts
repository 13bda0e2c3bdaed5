/** The command line as it ships: bundled, behind its launcher, run as a process of its own. */

import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import * as esbuild from "esbuild"

export const ROOT = path.resolve(import.meta.dirname, "../../..")
export const REPORTS = path.join(ROOT, "test/fixtures/reports")

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly nodeArgs?: readonly string[]
}

export interface BuiltCli extends Disposable {
  readonly bin: string
  /** A copy of the fixture logs, in which a later name is a newer file; where commands run unless told otherwise. */
  readonly reports: string
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ran>
}

/** Builds into a temporary folder, so that the tests meet the sources as they are now and nobody's build is disturbed. */
export const buildCli = async (): Promise<BuiltCli> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lapline-cli-"))
  const bin = path.join(folder, "cli/bin.mjs")
  fs.cpSync(path.join(ROOT, "sdk/cli/bin.mjs"), bin)
  await esbuild.build({
    entryPoints: [path.join(ROOT, "sdk/cli/main.ts")],
    outfile: path.join(folder, "dist/cli.mjs"),
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);"
    }
  })
  const reports = path.join(folder, "reports")
  fs.cpSync(REPORTS, reports, { recursive: true })
  for (const [index, name] of fs.readdirSync(path.join(reports, "two-runs")).sort().entries()) {
    fs.utimesSync(path.join(reports, "two-runs", name), index + 1, index + 1)
  }
  return {
    bin,
    reports,
    run: (args, options = {}) =>
      run(
        [...(options.nodeArgs ?? []), bin, ...args],
        options.cwd ?? reports,
        { NODE_COMPILE_CACHE: path.join(folder, "cache"), ...options.env },
        options.stdin ?? ""
      ),
    [Symbol.dispose]: () => {
      fs.rmSync(folder, { recursive: true })
    }
  }
}

/** Of the caller's environment only PATH, so that its colours and width do not reach the test. */
const run = (
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  stdin: string
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env["PATH"], ...env } })
    const output = { stdout: "", stderr: "" }
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text
      })
    }
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, ...output }))
    child.stdin.end(stdin)
  })
