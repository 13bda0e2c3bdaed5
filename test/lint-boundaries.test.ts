/** Every import boundary of .oxlintrc.json bites: a table of who may import whom, tried by running oxlint. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"

const root = path.resolve(import.meta.dirname, "..")

/** Rows: a folder. Values: what its files may import besides their own folder; all else must be refused. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "sdk/record": [],
  "sdk/trace": ["sdk/record", "effect", "node"],
  "sdk/export": ["sdk/record", "effect", "node"],
  "sdk/read": ["sdk/record", "node"],
  "sdk/analyze": ["sdk/record"],
  "sdk/cli": [
    "sdk",
    "sdk/record",
    "sdk/trace",
    "sdk/export",
    "sdk/read",
    "sdk/analyze",
    "sdk/python",
    "effect",
    "node",
    "@effect/platform-node"
  ],
  agent: ["lapline", "effect", "node", "@effect/platform-node", "uplot", "third-party"],
  "extension/editor": ["sdk/record", "sdk/analyze", "extension/protocol", "vscode", "node"],
  "extension/webview": ["sdk/analyze", "extension/protocol", "uplot"],
  "extension/protocol": ["sdk/analyze"]
}

/** Columns that are no folder: how each is written in an import. */
const packages: Readonly<Record<string, readonly string[]>> = {
  effect: ["effect", "effect/Schema", "effect/sql"],
  node: ["node:fs", "node:fs/promises"],
  "@effect/platform-node": ["@effect/platform-node"],
  vscode: ["vscode"],
  uplot: ["uplot"],
  lapline: ["lapline", "lapline/record", "lapline/analyze"],
  "inside lapline": ["lapline/trace/lap.ts"],
  "third-party": ["lodash", "@scope/name"]
}

const codeFolders = readdirSync(path.join(root, "sdk"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["dist", "node_modules"].includes(entry.name))
  .map((entry) => `sdk/${entry.name}`)

const folders = [
  ...new Set([...Object.keys(mayImport), ...codeFolders, "sdk", "extension", "test", "bench"])
]

/** What there is to import of a folder whose own folders are columns of their own. */
const doors: Readonly<Record<string, string>> = {
  sdk: "sdk/index.ts",
  extension: "extension/extension.ts"
}

interface Attempt {
  readonly file: string
  readonly statement: string
  readonly allowed: boolean
}

/** A file of `folder` that imports `target`, from the folder itself and from a folder inside it. */
const attempts = (folder: string, allowed: readonly string[]): readonly Attempt[] =>
  [folder, `${folder}/inner`].flatMap((from) => [
    ...folders
      .filter((target) => target !== folder)
      .map((target) => {
        const relative = path.posix.relative(from, doors[target] ?? `${target}/some/module.ts`)
        return attempt(from, relative, allowed.includes(target))
      }),
    ...Object.entries(packages).flatMap(([name, specifiers]) =>
      specifiers.map((specifier) => attempt(from, specifier, allowed.includes(name)))
    ),
    attempt(from, "./neighbour.ts", true),
    attempt(from, "./read/inside.ts", true)
  ])

const attempt = (from: string, specifier: string, allowed: boolean): Attempt => ({
  file: `${from}/${specifier.replaceAll(/[^a-z]+/g, "-")}.ts`,
  statement: `import * as it from "${specifier}"\n`,
  allowed
})

/** Files in which oxlint, with the project's own configuration, finds something restricted. */
const refused = (all: readonly Attempt[]): ReadonlySet<string> => {
  const tree = mkdtempSync(path.join(os.tmpdir(), "lapline-lint-"))
  try {
    copyFileSync(path.join(root, ".oxlintrc.json"), path.join(tree, ".oxlintrc.json"))
    for (const { file, statement } of all) {
      mkdirSync(path.dirname(path.join(tree, file)), { recursive: true })
      writeFileSync(path.join(tree, file), statement)
    }
    const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint")
    return new Set(restrictedIn(run(oxlint, ["--format=json"], tree)))
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

const run = (program: string, args: readonly string[], cwd: string): string => {
  try {
    return execFileSync(process.execPath, [program, ...args], { cwd, encoding: "utf8" })
  } catch (error) {
    // Exit code 1 says that something was refused; anything without output is a real failure.
    if (error instanceof Error && "stdout" in error && error.stdout !== "") {
      return String(error.stdout)
    }
    throw error
  }
}

const restrictedIn = (report: string): readonly string[] => {
  const { diagnostics }: { diagnostics: { code: string; filename: string }[] } = JSON.parse(report)
  return diagnostics
    .filter(({ code }) => code.startsWith("eslint(no-restricted-"))
    .map(({ filename }) => filename.replaceAll(path.sep, "/"))
}

describe("import boundaries", () => {
  let found: ReadonlySet<string>
  const all = Object.entries(mayImport).flatMap(([folder, allowed]) => attempts(folder, allowed))

  before(() => {
    found = refused(all)
  })

  for (const [folder, allowed] of Object.entries(mayImport)) {
    it(`${folder} may import ${allowed.join(", ") || "nothing"}, and nothing else`, () => {
      const wrong = attempts(folder, allowed)
        .filter((each) => found.has(each.file) === each.allowed)
        .map(
          (each) => `${each.allowed ? "refused" : "let through"} in ${each.file}: ${each.statement}`
        )
      assert.deepEqual(wrong, [])
    })
  }

  it("hold for every way to import", () => {
    const forms = [
      'import type { A } from "vscode"\n',
      'export * from "vscode"\n',
      'export { a } from "vscode"\n',
      'await import("vscode")\n',
      'import "vscode"\n'
    ].map((statement, index) => ({ file: `sdk/read/${index}.ts`, statement, allowed: false }))
    assert.equal(refused(forms).size, forms.length)
  })

  it("let the editor name the types of sdk/read, which extension.ts hands to it", () => {
    const specifier = "../../sdk/read/tail.ts"
    const type = {
      file: "extension/editor/a.ts",
      statement: `import type { T } from "${specifier}"\n`
    }
    const value = { file: "extension/editor/b.ts", statement: `import { t } from "${specifier}"\n` }
    const both = [type, value].map((each) => ({ ...each, allowed: true }))
    assert.deepEqual([...refused(both)], [value.file])
  })

  it("keep the clock, randomness and the world out of sdk/analyze", () => {
    const uses = ["Date.now()", "process.pid", "performance.now()", "Math.random()", "fetch('x')"]
    const all = uses.map((use, index) => ({
      file: `sdk/analyze/${index}.ts`,
      statement: `export const it = ${use}\n`,
      allowed: false
    }))
    assert.equal(refused(all).size, uses.length)
  })

  it("are drawn around every folder of the SDK that holds TypeScript", () => {
    const unguarded = codeFolders
      .filter((folder) => readdirSync(path.join(root, folder)).some((name) => name.endsWith(".ts")))
      .filter((folder) => mayImport[folder] === undefined)
    assert.deepEqual(unguarded, [])
  })
})
