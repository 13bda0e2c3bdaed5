/** Lap times over the lines of a Python file: the same lens, whatever language wrote the log. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { copyFileSync, readFileSync, rmSync } from "node:fs"
import path from "node:path"
import * as vscode from "vscode"
import { lensTitle } from "../../../sdk/analyze/lens-title.ts"
import { findPython } from "../../package/python.ts"
import { repositoryRoot } from "../../vscode-host/pieces.ts"
import { activate, cliReport, lensesUntil, logs, removeLogs, workspace } from "./fixture.ts"

const python = findPython([])
const file = path.join(workspace, "return_agent.py")
const uri = vscode.Uri.file(file)

if (python !== undefined) {
  describe("the lens over Python", () => {
    before(async () => {
      await activate()
      removeLogs()
      copyFileSync(path.join(repositoryRoot, "sdk/python/examples/return_agent.py"), file)
      const folder = path.join(repositoryRoot, "sdk/python")
      execFileSync(python, [file], {
        cwd: workspace,
        env: { ...process.env, PYTHONPATH: folder, LAPLINE_DIR: logs }
      })
      await vscode.window.showTextDocument(uri)
    })
    after(async () => {
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor")
      rmSync(file)
      removeLogs()
      await lensesUntil((found) => found.length === 0)
    })

    it("stands over every line of the example that the command line reports", async () => {
      const { sites } = cliReport()
      const titles = sites.map((site) => {
        const { count, p50_ms: p50Ms, p95_ms: p95Ms, share_of_turn: shareOfTurn } = site
        return `${site.line}: ${lensTitle({ count, p50Ms, p95Ms, shareOfTurn })}`
      })
      const expected = titles.toSorted()
      const found = await lensesUntil((lenses) => lenses.length === expected.length, uri)
      assert.deepEqual(found.toSorted(), expected)
      const source = readFileSync(file, "utf8").split("\n")
      const step = source.findIndex((text) => text.includes('step("policy_lookup")')) + 1
      assert.ok(found.some((title) => title.startsWith(`${step}: `)))
    })
  })
}
