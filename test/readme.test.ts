/** The README's examples are run as they stand: each block marked `<!-- example: name -->`. */

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(fileURLToPath(new URL(".", import.meta.url)))
const readme = readFileSync(join(root, "README.md"), "utf8")

const examples = new Map(
  [...readme.matchAll(/<!-- example: (\w+) -->\n```ts\n([\s\S]*?)```/g)].map((match) => [
    match[1] ?? "",
    match[2] ?? ""
  ])
)

/** Inside the repository, so that `lapline` and `effect` are found as an installed package would be. */
const folder = (): string => {
  mkdirSync(join(root, "test/artifacts"), { recursive: true })
  return mkdtempSync(join(root, "test/artifacts/readme-"))
}

const run = (name: string, cwd: string): string => {
  const file = join(cwd, `${name}.ts`)
  writeFileSync(file, examples.get(name) ?? assert.fail(`no example named ${name}`))
  return execFileSync(process.execPath, [file], { cwd, encoding: "utf8" })
}

const logOf = (cwd: string): readonly Record<string, unknown>[] =>
  readdirSync(join(cwd, ".lapline"))
    .flatMap((name) =>
      readFileSync(join(cwd, ".lapline", name), "utf8")
        .trimEnd()
        .split("\n")
    )
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe("README", () => {
  let cwd = ""
  beforeEach(() => {
    cwd = folder()
  })
  afterEach(() => rmSync(cwd, { recursive: true, force: true }))

  it("has three examples of at most ten lines", () => {
    assert.deepEqual([...examples.keys()], ["effect", "steps", "report"])
    for (const [name, text] of examples) {
      assert.ok(text.trimEnd().split("\n").length <= 10, `${name} is longer than ten lines`)
    }
  })

  it("times a turn as its first example says", () => {
    assert.equal(run("effect", cwd), "Hello, Ada\n")
    const turn = logOf(cwd).find((line) => line["metric"] === "turn")
    assert.equal(turn?.["code.file.path"], "effect.ts")
    assert.equal(turn?.["code.line.number"], 4)
    assert.ok(Number(turn?.["duration_ms"]) >= 19)
  })

  it("times a tool and its steps as its second example says", () => {
    assert.equal(run("steps", cwd), "true\n")
    const steps = logOf(cwd).filter((line) => line["metric"] === "tool_execution")
    assert.deepEqual(
      steps.map((line) => [line["tool_name"], line["step"], line["code.line.number"]]),
      [
        ["CheckWindow", "load", 4],
        ["CheckWindow", "judge", 5],
        ["CheckWindow", "total", 6]
      ]
    )
  })

  it("reads the report as its third example says", () => {
    run("steps", cwd)
    assert.match(run("report", cwd), /^steps\.ts:6 execute_tool CheckWindow p50 [\d.]+ ms n 1$/m)
  })
})
