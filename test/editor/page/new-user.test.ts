/**
 * The first minutes of a new user: the packaged extension in an empty profile, a Python project with a log, and the
 * way to lenses, tree and trace by what the window itself offers.
 */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { repositoryRoot } from "../../vscode-host/pieces.ts"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { findPython } from "../../package/python.ts"
import { artifacts, extensionId, extensionUnderTest } from "../subject.ts"

const python = findPython([])
const example = path.join(repositoryRoot, "sdk/python/examples/return_agent.py")

if (python !== undefined) {
  describe("a new user with a Python project", function () {
    this.timeout(120_000)
    let window: Workbench
    let folder = ""

    before(async () => {
      folder = mkdtempSync(path.join(os.tmpdir(), "lapline-new-user-"))
      mkdirSync(path.join(folder, "agent"))
      copyFileSync(example, path.join(folder, "agent/return_agent.py"))
      const env = { ...process.env, PYTHONPATH: path.join(repositoryRoot, "sdk/python") }
      window = await openWorkbench({
        extension: extensionUnderTest,
        workspace: folder,
        prepare: (cwd) => execFileSync(python, ["agent/return_agent.py"], { cwd, env }),
        artifacts,
        // What a first start looks like: its pages, its tips and its question are there.
        settings: { "workbench.startupEditor": "welcomePage", "workbench.tips.enabled": true }
      })
    })
    after(async () => {
      await window?.close()
      rmSync(folder, { recursive: true })
    })

    it("sees at once that something was measured", async () => {
      const { ui, page, vscode } = window
      await ui.waitStatus(/^\d+ lines · turn p50 /)
      await page.locator('.activitybar [aria-label^="Lapline"]').first().waitFor()
      const isActive = await vscode(
        (api, id) => api.extensions.getExtension(id)?.isActive ?? null,
        extensionId
      )
      assert.equal(isActive, true)
      await ui.picture(artifacts, "new-user-1-start", ["light"])
    })

    it("comes by a click on the status bar to the slowest lines, and by one of them to its lens", async () => {
      const { ui, page, vscode } = window
      await page.locator(".statusbar-item", { hasText: "turn p50" }).locator("a").first().click()
      await ui.waitTreeRow("CheckEligibility", "Bottlenecks")
      await ui.picture(artifacts, "new-user-2-bottlenecks", ["light"])
      await ui.treeRow("policy_lookup").first().click()
      await page.locator('.tab.active[data-resource-name="return_agent.py"]').waitFor()
      await ui.until("its line", async () => {
        const at = await vscode((api) => {
          const editor = api.window.activeTextEditor
          return editor?.document.lineAt(editor.selection.active.line).text ?? ""
        })
        return at.includes("policy_lookup")
      })
      await ui.waitCodeLens(/p50 .* n \d+/)
      // It is the text that ran: no line may be said to be another.
      const doubted = (await ui.codeLenses()).filter((text) => text.includes("edited"))
      assert.deepEqual(doubted, [])
      await ui.picture(artifacts, "new-user-3-lenses", ["light", "dark"])
    })

    it("comes by a click on a lens to a trace, as a picture", async () => {
      const { ui, page } = window
      await ui.clickCodeLens("p50")
      await page
        .locator(".quick-input-widget:visible .quick-input-list .monaco-list-row")
        .first()
        .waitFor()
      await page.keyboard.press("Enter")
      const view = ui.webview()
      await view.locator("[role=treegrid] .lines [role=row]").first().waitFor()
      assert.match(await view.locator("[role=treegrid]").innerText(), /invoke_agent/)
      await ui.picture(artifacts, "new-user-4-trace", ["light", "dark"])
    })

    it("has met no error and no notification on the way", async () => {
      const { ui, log } = window
      assert.deepEqual(await ui.notifications(), [])
      assert.deepEqual(
        log.filter((entry) => /lapline.*(error|failed)|\[page error\]/i.test(entry)),
        []
      )
    })
  })
}
