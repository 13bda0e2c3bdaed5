/** The launcher: which Node it asks for, and how it behaves in a pipe that closes. */

import * as assert from "node:assert/strict"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { buildCli, ROOT, type BuiltCli } from "./built-cli.ts"

/** A module that makes the process look like another version of Node. */
const pretend = (node: string) =>
  `data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"${node}"}})`

describe("launcher", () => {
  let cli: BuiltCli

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  for (const node of ["16.20.2", "18.20.0", "19.9.0"]) {
    it(`tells Node ${node} that it is too old`, async () => {
      const { code, stdout, stderr } = await cli.run(["report"], {
        nodeArgs: ["--import", pretend(node)]
      })
      assert.match(stderr, new RegExp(`needs Node 20.0 or newer; this is ${node}`))
      assert.match(stderr, /Install a newer Node/)
      assert.deepEqual([code, stdout], [2, ""])
    })
  }

  it("asks for the Node the package asks for", () => {
    const { engines } = JSON.parse(fs.readFileSync(path.join(ROOT, "sdk/package.json"), "utf8"))
    const [major, minor] = engines.node.replace(">=", "").split(".")
    const launcher = fs.readFileSync(path.join(ROOT, "sdk/cli/bin.mjs"), "utf8")
    assert.ok(launcher.includes(`const REQUIRED = [${major}, ${minor}]`))
  })

  it("can be run as a command", () => {
    const bin = path.join(ROOT, "sdk/cli/bin.mjs")
    assert.ok(fs.readFileSync(bin, "utf8").startsWith("#!/usr/bin/env node\n"))
    assert.equal(fs.statSync(bin).mode & 0o111, 0o111)
  })

  it("ends in peace when the reader of its pipe goes away", async () => {
    const child = spawn(process.execPath, [cli.bin, "report", "--json", "two-runs"], {
      cwd: cli.reports,
      stdio: ["ignore", "pipe", "pipe"]
    })
    child.stdout.destroy()
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    const code = await new Promise((resolve) => child.on("close", resolve))
    assert.deepEqual([code, stderr], [0, ""])
  })
})
