/** What Python writes, its example agent and its own tests, is valid by the JSON Schema and read without loss. */

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Ajv2020 } from "ajv/dist/2020.js"
import { decodeLine } from "../../sdk/record/decode.ts"
import type { LapRecord } from "../../sdk/record/record.ts"

const python = fileURLToPath(new URL("../../sdk/python", import.meta.url))
const example = join(python, "examples/return_agent.py")

const schema = JSON.parse(
  readFileSync(new URL("../../sdk/record/record.schema.json", import.meta.url), "utf8")
) as object
const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true
}).compile(schema)

/** The modules that are quick and leave whole lines. */
const testModules = [
  "blocks",
  "contract",
  "exit",
  "generators",
  "langchain",
  "logger",
  "start",
  "timed",
  "values"
].map((name) => `tests.test_${name}`)

const run = (args: readonly string[], cwd: string, logs: string): string => {
  const done = spawnSync("python3", args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: python, LAPLINE_TEST_LOGS: logs }
  })
  assert.equal(done.status, 0, `${done.stdout}${done.stderr}`)
  return done.stdout
}

/** Every line of the folder's logs, each valid and decoded. */
const recordsIn = (folder: string): readonly LapRecord[] =>
  readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1))
    .map((line) => {
      assert.ok(validate(JSON.parse(line)), `${JSON.stringify(validate.errors)} in ${line}`)
      const decoded = decodeLine(line)
      assert.equal(decoded._tag, "Record", line)
      return decoded._tag === "Record" ? decoded.record : assert.fail()
    })

const hasPython = /^Python 3\.(9|\d\d)/.test(
  String(spawnSync("python3", ["--version"], { encoding: "utf8" }).stdout)
)

describe("lines written by Python", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lapline-python-"))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  if (hasPython) {
    it("are records on the lines of the example agent", () => {
      assert.match(run([example], folder, folder), /Your return is on its way/)
      const [header, ...records] = recordsIn(join(folder, ".lapline"))
      assert.equal(header?.metric, "run")
      assert.equal(header?.attributes["telemetry.sdk.language"], "python")
      const spans = records.filter((record) => record.metric !== "resource")
      assert.equal(spans.filter((record) => record.metric === "turn").length, 25)
      const source = readFileSync(example, "utf8").split("\n")
      for (const { code, name } of spans) {
        assert.ok(code.file?.endsWith("examples/return_agent.py"), name)
        assert.match(source[(code.line ?? 0) - 1] ?? "", /@lapline\.|@timed|with lapline\./, name)
      }
    })

    it("are valid wherever its own tests write them", function () {
      this.timeout(120_000)
      mkdirSync(join(folder, "logs"))
      run(["-m", "unittest", ...testModules], python, join(folder, "logs"))
      const records = recordsIn(join(folder, "logs"))
      assert.ok(records.length > 1_000)
      assert.deepEqual([...new Set(records.map((record) => record.status))].sort(), [
        "error",
        "interrupted",
        "ok",
        "timeout"
      ])
    })
  }
})
