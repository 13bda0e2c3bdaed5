/** Numbers find their line in the real editor: after a checkout, a rename, a change on disk, a build; and ask where they cannot know. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import path from "node:path"
import { transformSync } from "esbuild"
import * as vscode from "vscode"
import { activate, folderId, lenses, logs, removeLogs, workspace } from "./fixture.ts"

const folder = path.join(workspace, "placing")
const inside = (file: string): string => path.join(folder, file)
const uriOf = (file: string): vscode.Uri => vscode.Uri.file(inside(file))
const source = [
  'import { sql } from "./sql"',
  "",
  "export const find = function* (id: string) {",
  "  return yield* sql`SELECT * FROM orders`",
  "}",
  "",
  "export const save = function* (id: string) {",
  "  return yield* sql`INSERT INTO orders`",
  "}"
]

interface Logged {
  readonly file: string
  readonly line: number
  readonly root?: string
  readonly startMs?: number
  readonly commit?: string
  readonly name?: string
}

const write = (file: string, lines: readonly string[]): void => {
  mkdirSync(path.dirname(inside(file)), { recursive: true })
  writeFileSync(inside(file), lines.join("\n"))
}

const log = ({ file, line, root = workspace, startMs = Date.now() + 5, ...more }: Logged): void => {
  const timestamp = new Date(startMs).toISOString()
  const run = { v: 1, run_id: `r${line}`, timestamp }
  const attributes = {
    "lapline.root": root,
    "vcs.ref.head.revision": more.commit,
    "lapline.git.dirty": false
  }
  const lap = {
    metric: "span",
    name: more.name ?? "sql.execute",
    duration_ms: 5,
    "code.file.path": file,
    "code.line.number": line
  }
  mkdirSync(logs, { recursive: true })
  const records = [
    { ...run, metric: "run", duration_ms: 0, attributes },
    { ...run, ...lap }
  ]
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join("")
  writeFileSync(path.join(logs, "placing.jsonl"), text)
}

const linesUntil = async (file: string, wanted: string): Promise<void> => {
  const deadline = performance.now() + 10_000
  for (;;) {
    const found = (await lenses(uriOf(file)))
      .map((title) =>
        title.replace(/: (edited since the run)?.*$/, (_, edited) => (edited ? " edited" : ""))
      )
      .join()
    if (found === wanted) return
    if (performance.now() > deadline) assert.equal(found, wanted)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe("placing", () => {
  // The editor's own git would open the repository that a test makes, and stumble when it is gone.
  const setGit = (enabled: boolean | undefined) =>
    vscode.workspace
      .getConfiguration("git")
      .update("enabled", enabled, vscode.ConfigurationTarget.Global)
  before(async () => {
    await activate()
    await setGit(false)
  })
  after(() => setGit(undefined))
  beforeEach(async () => {
    removeLogs()
    mkdirSync(folder, { recursive: true })
  })
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors")
    removeLogs()
    rmSync(folder, { recursive: true })
  })

  it("looks a line up in the run's commit when the file has changed since", async () => {
    write("a.ts", source)
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], {
        cwd: folder,
        encoding: "utf8"
      }).trim()
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    const commit = git("rev-parse", "HEAD")
    const startMs = Date.now()
    write("a.ts", ["// one", "// two", ...source])
    // Times of files are told coarsely: the same moment must not count as before the run.
    utimesSync(inside("a.ts"), new Date(startMs + 1_000), new Date(startMs + 1_000))
    log({ file: "placing/a.ts", line: 4, startMs, commit })
    await linesUntil("a.ts", "6")
    write("a.ts", ["// one", ...source.with(3, "  return yield* sql`SELECT id FROM orders`")])
    await linesUntil("a.ts", "5 edited")
    git("checkout", "-q", "a.ts")
    await linesUntil("a.ts", "4")
  })

  it("stays with an open file that another program changes", async () => {
    write("b.ts", source)
    log({ file: "placing/b.ts", line: 8 })
    await vscode.window.showTextDocument(uriOf("b.ts"))
    await linesUntil("b.ts", "8")
    write("b.ts", ["// new", ...source])
    await linesUntil("b.ts", "9")
    write("b.ts", source.toSpliced(2, 4))
    await linesUntil("b.ts", "4")
    write("b.ts", source)
    await linesUntil("b.ts", "8")
  })

  it("goes with a file that the editor renames", async () => {
    write("c.ts", source)
    log({ file: "placing/c.ts", line: 4 })
    await linesUntil("c.ts", "4")
    const edit = new vscode.WorkspaceEdit()
    edit.renameFile(uriOf("c.ts"), uriOf("sub/renamed.ts"))
    assert.ok(await vscode.workspace.applyEdit(edit))
    await linesUntil("sub/renamed.ts", "4")
  })

  it("goes with a folder that the editor renames", async () => {
    write("src/f.ts", source)
    log({ file: "placing/src/f.ts", line: 4 })
    await linesUntil("src/f.ts", "4")
    const edit = new vscode.WorkspaceEdit()
    edit.renameFile(uriOf("src"), uriOf("lib"))
    assert.ok(await vscode.workspace.applyEdit(edit))
    await linesUntil("lib/f.ts", "4")
  })

  it("finds the file again when another program renames a folder above its own", async () => {
    write("app/tools/g.ts", source)
    log({ file: "placing/app/tools/g.ts", line: 4 })
    await linesUntil("app/tools/g.ts", "4")
    renameSync(inside("app"), inside("core"))
    // Nobody vouches for a text at another place: the number says so.
    await linesUntil("core/tools/g.ts", "4 edited")
  })

  it("leads from a build's output to the source, by its map", async () => {
    write("src/d.ts", source)
    const { code, map } = transformSync(source.join("\n"), {
      loader: "ts",
      sourcemap: "external",
      sourcefile: "../src/d.ts"
    })
    write("dist/d.js", [code, "//# sourceMappingURL=d.js.map", ""])
    write("dist/d.js.map", [map])
    const line = code.split("\n").findIndex((text) => text.includes("INSERT")) + 1
    assert.notEqual(line, 8)
    log({ file: "placing/dist/d.js", line })
    await linesUntil("src/d.ts", "8")
    assert.deepEqual(await lenses(uriOf("dist/d.js")), [])
  })

  it("asks which file is meant where several fit, once, and remembers", async () => {
    const lap = ["Lap.step('sought')(() => {", "})"]
    write("one/src/e.ts", lap)
    write("two/src/e.ts", lap)
    log({ file: "src/e.ts", line: 1, root: "/container/app", name: "sought" })
    const site = ["src/e.ts", "1", "sought", "span", "total"].join("\u0000")
    const accept = setInterval(() => {
      void vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem")
    }, 100)
    // The command answers at once while the log is not read yet.
    while ((await lenses(uriOf("one/src/e.ts"))).length === 0) {
      await vscode.commands.executeCommand("lapline.openSite", { folder: folderId, site })
    }
    clearInterval(accept)
    await linesUntil("one/src/e.ts", "1")
    assert.deepEqual(await lenses(uriOf("two/src/e.ts")), [])
  })
})
