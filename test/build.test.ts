/** What `npm ci` builds through `prepare`, in a copy of the sources, so that nobody's bundles change under them. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync, renameSync, statSync } from "node:fs"
import { builtinModules } from "node:module"
import path from "node:path"
import { buildCopy, type BuiltCopy } from "./package/built-copy.ts"

const megabyte = 1_000_000

describe("the build", function () {
  this.timeout(60_000)
  let copy: BuiltCopy
  const at = (file: string) => path.join(copy.folder, file)
  const sizeOf = (file: string) => statSync(at(file)).size

  before(() => {
    copy = buildCopy()
  })

  after(() => copy[Symbol.dispose]())

  it("makes the SDK's front door, with its dependencies outside", async () => {
    const text = readFileSync(at("sdk/dist/index.js"), "utf8")
    assert.match(text, /from "effect"/)
    const front: Record<string, unknown> = await import(at("sdk/dist/index.js"))
    assert.deepEqual(Object.keys(front).toSorted(), [
      "Lap",
      "Lapline",
      "PerformanceLogger",
      "TimingContext",
      "annotate",
      "correlate",
      "markError",
      "start",
      "timed"
    ])
  })

  it("makes a command line that needs no node_modules", () => {
    renameSync(at("node_modules"), at("elsewhere"))
    try {
      const said = execFileSync(process.execPath, [at("sdk/cli/bin.mjs"), "--help"], {
        encoding: "utf8"
      })
      assert.match(said, /lapline/)
    } finally {
      renameSync(at("elsewhere"), at("node_modules"))
    }
  })

  it("makes a script and a style for each webview, small and without code from text", () => {
    for (const page of ["trace", "dashboard"]) {
      assert.ok(sizeOf(`extension/dist/webview/${page}.js`) < 100_000, page)
      assert.ok(sizeOf(`extension/dist/webview/${page}.css`) < 20_000, page)
      const text = readFileSync(at(`extension/dist/webview/${page}.js`), "utf8")
      assert.doesNotMatch(
        text,
        /\beval\(|\bnew Function\(|\.innerHTML\b|https?:\/\/(?!www\.w3\.org\/)/
      )
    }
  })

  it("makes an extension under 1 MB that asks its host for vscode and Node's own modules only", () => {
    assert.ok(sizeOf("extension/dist/extension.cjs") < megabyte)
    const text = readFileSync(at("extension/dist/extension.cjs"), "utf8")
    const asked = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? "")
    const foreign = asked.filter(
      (name) => name !== "vscode" && !builtinModules.includes(name.replace(/^node:/, ""))
    )
    assert.deepEqual(foreign, [])
    assert.ok(asked.includes("vscode"))
  })
})
