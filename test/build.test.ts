/** What `npm ci` builds through `prepare`, in a copy of the sources, so that nobody's bundles change under them. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs"
import { builtinModules } from "node:module"
import os from "node:os"
import path from "node:path"
import { manifestOf, repositoryFiles, repositoryRoot } from "./repository.ts"

const megabyte = 1_000_000

describe("the build", () => {
  let folder = ""
  const at = (file: string) => path.join(folder, file)
  const sizeOf = (file: string) => statSync(at(file)).size

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lapline-build-"))
    const sources = repositoryFiles.filter((file) => /^(sdk|extension)\/|^[^/]+$/.test(file))
    for (const file of sources) cpSync(path.join(repositoryRoot, file), at(file))
    symlinkSync(path.join(repositoryRoot, "node_modules"), at("node_modules"), "junction")
    const [program, ...args] = (manifestOf("package.json").scripts?.["prepare"] ?? "").split(" ")
    assert.equal(program, "node")
    execFileSync(process.execPath, args, { cwd: folder, stdio: "pipe" })
  })

  after(() => rmSync(folder, { recursive: true, force: true }))

  it("makes the SDK's front door, with its dependencies outside", async () => {
    const text = readFileSync(at("sdk/dist/index.js"), "utf8")
    assert.match(text, /from "effect"/)
    const front: Record<string, unknown> = await import(at("sdk/dist/index.js"))
    assert.deepEqual(Object.keys(front).toSorted(), ["Lap", "Lapline"])
  })

  it("makes a command line that needs no node_modules", () => {
    rmSync(at("node_modules"))
    try {
      const said = execFileSync(process.execPath, [at("sdk/cli/bin.mjs"), "--help"], {
        encoding: "utf8"
      })
      assert.match(said, /lapline/)
    } finally {
      symlinkSync(path.join(repositoryRoot, "node_modules"), at("node_modules"), "junction")
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
