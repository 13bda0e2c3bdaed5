/** The Python example as its reader sees it: run by Python, reported by the command line, each number on a line of it. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { repositoryRoot, textOf } from "../repository.ts"
import { findPython } from "./python.ts"

interface Report {
  readonly turns: { readonly count: number; readonly errors: number }
  readonly sites: readonly Site[]
  readonly chains: readonly { readonly tools: readonly string[]; readonly count: number }[]
}

interface Site {
  readonly file: string
  readonly line: number
  readonly function: string
  readonly name: string
  readonly metric: string
  readonly count: number
}

const example = "sdk/python/examples/return_agent.py"
const lines = textOf(example).split("\n")
const python = findPython([])

if (python !== undefined) {
  describe("the Python example", () => {
    let folder = ""
    let report: Report
    const lapline = (...args: readonly string[]): string =>
      execFileSync(
        process.execPath,
        [path.join(repositoryRoot, "sdk/cli/main.ts"), "report", ...args],
        { cwd: folder, encoding: "utf8" }
      )

    before(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), "lapline-example-"))
      copyFileSync(path.join(repositoryRoot, example), path.join(folder, "return_agent.py"))
      const env = { ...process.env, PYTHONPATH: path.join(repositoryRoot, "sdk/python") }
      const said = execFileSync(python, ["return_agent.py"], { cwd: folder, env, encoding: "utf8" })
      assert.match(said, /refund is 129\.99/)
      report = JSON.parse(lapline("--json"))
    })
    after(() => rmSync(folder, { recursive: true, force: true }))

    it("answers 25 messages, one of five of them with three tools", () => {
      assert.deepEqual([report.turns.count, report.turns.errors], [25, 0])
      const whole = report.chains.find(({ tools }) => tools.length === 3)
      assert.deepEqual(whole?.tools, ["GetOrderDetails", "CheckEligibility", "CreateRMA"])
      assert.equal(whole?.count, 5)
    })

    it("has every operation on the line of Python that says its name", () => {
      assert.ok(report.sites.length >= 19)
      for (const site of report.sites) {
        assert.equal(site.file, "return_agent.py")
        const source = lines[site.line - 1] ?? ""
        const name = site.name.split(" ").at(-1) ?? ""
        assert.match(source, /lapline\.\w+\(|@timed\(/, `${site.name} at line ${site.line}`)
        assert.ok(source.includes(name), `${site.name} at line ${site.line}: ${source}`)
      }
    })

    it("has its lines in the table for people", () => {
      const line = lines.findIndex((text) => text.includes('@lapline.turn("ReturnAgent")')) + 1
      assert.match(
        lapline(),
        new RegExp(`return_agent\\.py:${line} +invoke_agent ReturnAgent +25 `)
      )
    })
  })
}
