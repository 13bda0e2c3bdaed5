/** `npm test`: builds, runs every suite, ends with one line `N passed, N failed`. */
import { spawnSync } from "node:child_process"
import path from "node:path"
import { wheelObstacle } from "./package/wheel.ts"
import { browserObstacle, sqliteObstacle } from "./runner/obstacles.ts"
import type { Outcome } from "./runner/specs.ts"
import {
  editorSuites,
  interopSuite,
  nodeSuite,
  oldestSuite,
  pythonSuite,
  type RunOptions,
  type Suite
} from "./runner/suites.ts"
import { type SuiteReport, summarize } from "./runner/summary.ts"
import { parseWords, PLAIN_KINDS, usage } from "./runner/words.ts"
import { type Editor, install, repositoryRoot } from "./vscode-host/pieces.ts"
import { extensionFolder, packExtension } from "./vscode-host/vsix.ts"

const words = parseWords(process.argv.slice(2))
if (words._tag === "Unknown") {
  console.error(`unknown word "${words.word}"\n${usage}`)
  process.exit(2)
}
// Ending through process.exit lets each owner of a child process take it along.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130))
}

const options: RunOptions = {
  color: process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined,
  ...(words.grep === undefined ? {} : { grep: words.grep })
}
const reports: SuiteReport[] = []
const leftOut: string[] = []

const attempt = async (name: string, run: () => Outcome | Promise<Outcome>): Promise<boolean> => {
  console.log(`\n── ${name}`)
  const startedAt = performance.now()
  const outcome = await run()
  if (outcome.problem !== undefined) console.error(outcome.problem)
  const durationMs = performance.now() - startedAt
  reports.push({ name, outcome, durationMs })
  leftOut.push(...(outcome.leftOut ?? []))
  return outcome.problem === undefined
}

const runSuite = (suite: Suite) => attempt(suite.name, () => suite.run(options))

const build = (): Outcome => {
  const done = spawnSync(process.execPath, ["esbuild.mjs"], {
    cwd: repositoryRoot,
    stdio: ["ignore", "inherit", "inherit"]
  })
  return { tests: [], ...(done.status === 0 ? {} : { problem: "the build fails" }) }
}

/** Installs what the editor suites are made of; false where that fails or no browser is there. */
const hasEditor = async (editor: Editor): Promise<boolean> => {
  for (const each of new Set<Editor>(["current", editor])) {
    const name = each === "current" ? "editor packages" : `editor packages, ${each}`
    if (!(await attempt(name, () => ({ tests: [], ...install(console.log, each) })))) return false
  }
  const obstacle = await browserObstacle()
  if (obstacle === undefined) return true
  // In CI nothing is left out quietly.
  if (process.env["CI"]) await attempt("editor", () => ({ tests: [], problem: obstacle }))
  else leftOut.push(obstacle)
  return false
}

const pack = async (): Promise<string | undefined> => {
  let file: string | undefined
  await attempt("package", () => {
    const packed = packExtension()
    if (packed._tag === "Failed") return { tests: [], problem: packed.problem }
    file = packed.file
    console.log(path.relative(repositoryRoot, packed.file))
    return { tests: [] }
  })
  return file
}

const runEditorSuites = async (): Promise<void> => {
  if (!(await hasEditor("current"))) return
  for (const suite of editorSuites({ _tag: "Folder", folder: extensionFolder })) {
    await runSuite(suite)
  }
  const file = await pack()
  if (file === undefined) return
  for (const suite of editorSuites({ _tag: "Vsix", file })) await runSuite(suite)
}

const runOldestSuite = async (): Promise<void> => {
  if (!(await hasEditor("oldest"))) return
  const file = await pack()
  if (file !== undefined) await runSuite(oldestSuite(file))
}

if (await attempt("build", build)) {
  if (words.kinds.includes("node")) {
    leftOut.push(...[sqliteObstacle(), wheelObstacle()].filter((each) => each !== undefined))
    await runSuite(nodeSuite())
  }
  if (words.kinds.includes("python")) await runSuite(pythonSuite())
  if (words.kinds.includes("editor")) await runEditorSuites()
  if (words.kinds.includes("oldest")) await runOldestSuite()
  if (words.kinds.includes("interop")) await runSuite(interopSuite())
  else if (words.kinds === PLAIN_KINDS) {
    leftOut.push("the receivers of others, which are fetched by apt and npm: npm test -- interop")
    leftOut.push("the oldest VS Code that the extension runs in: npm test -- oldest")
  }
}

const summary = summarize(reports, leftOut)
console.log(`\n${summary.lines.join("\n")}`)
process.exitCode = summary.failed > 0 || summary.passed === 0 ? 1 : 0
