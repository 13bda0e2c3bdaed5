/** `npm run check`: types, Effect rules, lint, format and the repository's own rules; one line each, details where one fails. */
import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import path from "node:path"
import { describeEnding, type Ended, runChild } from "./runner/child.ts"

const root = path.resolve(import.meta.dirname, "..")
const module = (file: string) => path.join(root, "node_modules", file)

interface Part {
  readonly name: string
  /** Arguments for Node. */
  readonly args: readonly string[]
}

/** The longest first, so that the short ones fill the other core. */
const parts: readonly Part[] = [
  {
    name: "rules of the repository",
    args: [
      module("mocha/bin/mocha.js"),
      "--reporter=dot",
      "test/tidy*.test.ts",
      "test/lint-boundaries.test.ts"
    ]
  },
  { name: "types", args: [module("typescript/bin/tsc"), "--noEmit", "-p", "."] },
  {
    name: "types of the webviews",
    args: [module("typescript/bin/tsc"), "--noEmit", "-p", "extension/webview"]
  },
  {
    // Effects that are made and never run, missing requirements: what the plain compiler cannot see.
    name: "effects",
    args: [
      module("@effect/tsgo/dist/effect-tsgo.cjs"),
      "diagnostics",
      "--project=tsconfig.json",
      "--format=text",
      "--severity=error"
    ]
  },
  { name: "lint", args: [module("oxlint/bin/oxlint"), "--deny-warnings"] },
  { name: "format", args: [module("oxfmt/bin/oxfmt"), "--check"] }
]

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130))
}

const report = (part: Part, { ending, output }: Ended, startedAt: number): boolean => {
  const passed = ending._tag === "Exited" && ending.code === 0
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${passed ? "ok    " : "FAILED"}  ${part.name}, ${seconds} s`)
  if (!passed) console.log(`${output.trimEnd()}\n(${describeEnding(ending)})\n`)
  return passed
}

/** The benches import the peers that they measure against, which are installed apart from the workspace. */
const hasPeers = existsSync(path.join(root, "bench/node_modules"))
if (!hasPeers) {
  console.log("left out: types of the benches, whose packages are missing (npm ci --prefix bench)")
}
const benchTypes: Part = {
  name: "types of the benches",
  args: [module("typescript/bin/tsc"), "--noEmit", "-p", "bench"]
}

const chosen = hasPeers ? [...parts, benchTypes] : parts
const waiting = [...chosen]
let failed = 0

/** Takes parts until none is left. */
const work = async (): Promise<void> => {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    const startedAt = performance.now()
    const ended = await runChild({
      args: part.args,
      cwd: root,
      // Some of the tools colour their words in CI even when they speak into a pipe.
      environment: { NO_COLOR: "1" },
      limitMs: 300_000,
      output: "result"
    })
    if (!report(part, ended, startedAt)) failed++
  }
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work))
console.log(failed === 0 ? "all parts are clean" : `${failed} of ${chosen.length} parts failed`)
process.exitCode = failed === 0 ? 0 : 1
