/** The npm package on the oldest Node that its manifest promises: a program measured, its log reported. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import path from "node:path"
import * as esbuild from "esbuild"
import { manifestOf, textOf } from "../repository.ts"
import { type Installed, installPacked } from "./installed.ts"

const oldest = `${manifestOf("sdk/package.json").engines?.["node"]?.replace(">=", "")}.0`

describe("the npm package on the oldest Node", function () {
  this.timeout(180_000)
  let installed: Installed
  let node = ""
  const run = (...args: readonly string[]): string =>
    execFileSync(node, args, { cwd: installed.folder, encoding: "utf8" })

  before(() => {
    installed = installPacked(["effect"])
    const system = process.platform === "win32" ? "win" : process.platform
    const name = `node-${system}-${process.arch}`
    const place = path.join(installed.folder, "node")
    const words = ["install", "--no-save", "--prefer-offline", "--prefix", place]
    execFileSync("npm", [...words, `${name}@${oldest}`], { stdio: ["ignore", "ignore", "pipe"] })
    node = path.join(place, "node_modules", name, "bin/node")
  })
  after(() => installed[Symbol.dispose]())

  it("is what it says it is", () => {
    assert.equal(run("--version").trim(), `v${oldest}`)
  })

  for (const [index, way] of ["plain code", "Effect"].entries()) {
    it(`measures ${way} and reports it`, async () => {
      const programs = textOf("sdk/README.md").matchAll(/```ts\n([\s\S]*?)```/g)
      const [, program = ""] = [...programs][index] ?? []
      const { code } = await esbuild.transform(program, { loader: "ts", target: "node20" })
      writeFileSync(path.join(installed.folder, "agent.mjs"), code)
      assert.equal(run("agent.mjs"), "[ 'Approved.', 'Too late.', 'Approved.' ]\n")
      const report = run("node_modules/lapline/cli/bin.mjs", "report", "--last", "1")
      assert.match(report, /agent\.mjs:\d+ +\S*policy_lookup +3 /)
    })
  }
})
