/** The suites of `npm test`, as data. */
import { globSync, mkdirSync, rmSync } from "node:fs"
import path from "node:path"
import type { ExtensionUnderTest } from "../vscode-host/server.ts"
import { runInHost } from "../vscode-host/host.ts"
import { repositoryRoot } from "../vscode-host/pieces.ts"
import { runPython } from "./python.ts"
import { describeEnding, runChild } from "./child.ts"
import { type Outcome, readOutcome, type SpecRun } from "./specs.ts"

export interface Suite {
  readonly name: string
  readonly run: (options: RunOptions) => Promise<Outcome>
}

export interface RunOptions {
  readonly grep?: string
  readonly color: boolean
}

const minuteMs = 60_000
const artifactsFolder = path.join(repositoryRoot, "test/artifacts")
const workspace = path.join(repositoryRoot, "test/fixtures/workspace")

/** Absolute paths of the specs that match, sorted; what is installed or stored as data is no spec of ours. */
const specsOf = (pattern: string, exclude: readonly string[] = []): readonly string[] =>
  globSync(pattern, {
    cwd: repositoryRoot,
    exclude: ["**/node_modules/**", "test/fixtures/**", "test/artifacts/**", ...exclude]
  })
    .toSorted()
    .map((file) => path.join(repositoryRoot, file))

/** Everything that needs no editor, in one process of the Node that runs us. */
export const nodeSuite = (): Suite => {
  const specs = specsOf("test/**/*.test.ts", ["test/editor/**", "test/interop/**"])
  return {
    name: "node",
    run: (options) =>
      inChild({ specs, ...options }, { artifacts: artifactsOf("node"), limitMs: 30 * minuteMs })
  }
}

/** Exporters and shells against the programs of others, which the specs install. */
export const interopSuite = (): Suite => {
  const specs = specsOf("test/interop/**/*.test.ts")
  const limits = { artifacts: artifactsOf("interop"), limitMs: 15 * minuteMs }
  return { name: "interop", run: (options) => inChild({ specs, ...options }, limits) }
}

/** The tests of the Python package, by its own standard library. */
export const pythonSuite = (): Suite => ({
  name: "python",
  run: (options) => runPython(path.join(repositoryRoot, "sdk/python"), options.grep)
})

/** Specs inside the extension host and specs that drive the workbench as a page, both on the same extension. */
export const editorSuites = (extension: ExtensionUnderTest): readonly Suite[] => {
  const subject = extension._tag === "Folder" ? "source" : "vsix"
  const chosen: Readonly<Record<string, string>> =
    extension._tag === "Vsix" ? { LAPLINE_VSIX: extension.file } : {}
  const hostSpecs = specsOf("test/editor/host/**/*.test.ts")
  const pageSpecs = specsOf("test/editor/page/**/*.test.ts")
  return [
    {
      name: `editor host, ${subject}`,
      run: (options) =>
        runInHost({
          extension,
          workspace,
          environment: chosen,
          timeoutMs: 10 * minuteMs,
          artifacts: artifactsOf(`host-${subject}`),
          run: { specs: hostSpecs, ...options }
        })
    },
    {
      name: `editor page, ${subject}`,
      run: (options) => {
        const hooks = path.join(repositoryRoot, "test/editor/page/hooks.ts")
        const artifacts = artifactsOf(`page-${subject}`)
        const environment = { ...chosen, LAPLINE_ARTIFACTS: artifacts }
        return inChild(
          { specs: pageSpecs, hooks, ...options },
          { artifacts, environment, limitMs: 20 * minuteMs }
        )
      }
    }
  ]
}

/** The page specs in which a user meets every part of the extension; the rest of them asks nothing more of the editor. */
const SMOKE = [
  "activation",
  "new-user",
  "side-bar",
  "conversation",
  "trace-view",
  "dashboard",
  "hostile"
]

/** The packaged extension in the oldest editor that it says it runs in. */
export const oldestSuite = (vsix: string): Suite => {
  const specs = SMOKE.map((name) =>
    path.join(repositoryRoot, "test/editor/page", `${name}.test.ts`)
  )
  return {
    name: "editor page, oldest",
    run: (options) => {
      const hooks = path.join(repositoryRoot, "test/editor/page/hooks.ts")
      const artifacts = artifactsOf("page-oldest")
      const environment = {
        LAPLINE_EDITOR: "oldest",
        LAPLINE_VSIX: vsix,
        LAPLINE_ARTIFACTS: artifacts
      }
      return inChild(
        { specs, hooks, ...options },
        { artifacts, environment, limitMs: 10 * minuteMs }
      )
    }
  }
}

/** The suite's own folder, emptied: an old picture must not look like a new one. */
const artifactsOf = (name: string): string => {
  const folder = path.join(artifactsFolder, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

interface ChildOptions {
  readonly artifacts: string
  readonly environment?: Readonly<Record<string, string>>
  readonly limitMs: number
}

const inChild = async (
  run: Omit<SpecRun, "outcomeFile">,
  { artifacts, environment, limitMs }: ChildOptions
): Promise<Outcome> => {
  const request: SpecRun = { ...run, outcomeFile: path.join(artifacts, "outcome.json") }
  const { ending } = await runChild({
    args: [path.join(import.meta.dirname, "specs-main.ts")],
    cwd: repositoryRoot,
    environment: { ...environment, LAPLINE_SPECS: JSON.stringify(request) },
    limitMs
  })
  const outcome = readOutcome(request.outcomeFile, () => "mocha did not finish")
  const sound = ending._tag === "Exited" && ending.code === 0
  return sound ? outcome : { ...outcome, problem: outcome.problem ?? describeEnding(ending) }
}
