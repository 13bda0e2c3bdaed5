/** The dashboard in the real workbench: its figures, its pictures, and how it follows the log. */
import assert from "node:assert/strict"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { linesOf, madeRuns, writeLog } from "./made-log.ts"
import { sharedWindow } from "./shared-window.ts"

describe("the dashboard", function () {
  this.timeout(120_000)
  before(async () => {
    const { workspace, ui } = await sharedWindow()
    for (const run of madeRuns(4, Date.now())) writeLog(workspace, run.runId, linesOf(run))
    await ui.waitStatus("turn p50")
    await ui.runCommand("Lapline: Open Dashboard")
    await ui.webview().locator(".dashboard .tile").first().waitFor()
  })
  after(async () => {
    const { vscode } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
    await removeLogs(await sharedWindow())
  })

  it("shows the figures of all turns, by run and by part", async () => {
    const { ui, vscode } = await sharedWindow()
    await ui.until("all turns", async () =>
      (await ui.webview().locator(".tile").first().innerText()).includes("100")
    )
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeSidebar")
    })
    await ui.picture(artifacts, "dashboard", ["light", "contrast-light", "contrast", "dark"])
    await ui.webview().locator(".dashboard").press("End")
    await ui.picture(artifacts, "dashboard-below", ["dark"])
    assert.ok(true)
  })
})
