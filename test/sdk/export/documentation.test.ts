/** docs/exporters.md says what the exporters do: its example runs, its variables and options are those of the code. */

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { made } from "./sample.ts"
import { otlp, prometheus } from "../../../sdk/export/index.ts"

const root = resolve(import.meta.dirname, "../../..")
const page = readFileSync(join(root, "docs/exporters.md"), "utf8")
const code = globSync("sdk/export/**/*.ts", { cwd: root })
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n")

const all = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, found = ""]) => found))].toSorted()

describe("docs/exporters.md", () => {
  it("has an example that runs", () => {
    const [, example = ""] = /<!-- example: exporters -->\n```ts\n([\s\S]*?)```/.exec(page) ?? []
    // Inside the repository, so that `lapline` is found as an installed package would be.
    mkdirSync(join(root, "test/artifacts"), { recursive: true })
    const folder = mkdtempSync(join(root, "test/artifacts/exporters-"))
    try {
      const file = join(folder, "example.ts")
      writeFileSync(file, `${example}\nconsole.log(typeof live)\n`)
      assert.equal(execFileSync(process.execPath, [file], { encoding: "utf8" }), "object\n")
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it("names every variable that is read, and no other", () => {
    const read = all(code, /"((?:OTEL|DD)_[A-Z_]+)"/g)
    for (const variable of read) assert(page.includes(`\`${variable}\``), variable)
    // Those of one signal are put together from its name.
    const composed = /^OTEL_(EXPORTER_OTLP|TRACES|METRICS|LOGS)_/
    const told = all(page, /`((?:OTEL|DD)_[A-Z_]+)(?:=\w+)?`/g)
    for (const variable of told)
      assert(read.includes(variable) || composed.test(variable), variable)
  })

  it("names every option, and tells the defaults", async () => {
    const options = ["otlp/settings.ts", "metrics/prometheus.ts", "statsd/exporter.ts"].flatMap(
      (file) => {
        const text = readFileSync(join(root, "sdk/export", file), "utf8")
        const [body = ""] = /export interface \w+Options \{[\s\S]*?\n\}/.exec(text) ?? []
        return all(body, /readonly (\w+)\?:/g)
      }
    )
    assert(options.length > 15)
    for (const option of options) assert.match(page, new RegExp(`\\b${option}\\b`), option)
    const exporters = [otlp({}, {}), prometheus({ port: 0 }, {})].map((make) => made(make).exporter)
    await Promise.all(exporters.map((exporter) => exporter.close()))
    assert.deepEqual(
      exporters.map(({ name }) => name),
      ["OTLP to http://localhost:4318", "Prometheus at 127.0.0.1:0"]
    )
  })
})
