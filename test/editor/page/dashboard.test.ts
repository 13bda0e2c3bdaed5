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
    const view = ui.webview()
    const tiles = (await view.locator(".tile").allInnerTexts()).map((text) => text.split("\n"))
    assert.deepEqual(
      tiles.slice(0, 2).map((tile) => tile.filter((line) => line !== "")),
      [
        ["Turns", "100", "8 failed"],
        ["Median turn", "2.10 s", "2.94 s p95 · 3.17 s p99"]
      ]
    )
    const card = (title: string) => view.locator(".card", { hasText: title }).first()
    assert.match(
      await card("Where the time of all turns went").innerText(),
      /model wait 114 s · 54 %/
    )
    const legend = card("Duration of turns by run").locator(".u-legend")
    assert.match(await legend.innerText(), /p50\s*2\.41 s/)
    await card("Duration of turns by run").locator("summary").click()
    const runs = await card("Duration of turns by run").locator(".table tbody tr").allInnerTexts()
    assert.equal(runs.length, 4)
    assert.match(runs[0] ?? "", /^1 returns · .*\s25\s+1\.72 s\s+2\.48 s\s+n<100\s+2\.48 s$/)
    assert.match(await card("Tool chains").locator("svg").innerHTML(), /LookupOrder 84/)
  })

  it("follows the logs while it is open", async () => {
    const { ui, workspace } = await sharedWindow()
    const [next] = madeRuns(1, Date.now() + 3_600_000)
    assert.ok(next)
    writeLog(workspace, "later", linesOf({ ...next, runId: "later" }))
    await ui.until("the new turns", async () =>
      (await ui.webview().locator(".tile").first().innerText()).includes("125")
    )
    const runs = ui.webview().locator(".card", { hasText: "Duration of turns by run" }).first()
    assert.equal(await runs.locator(".table tbody tr").count(), 5)
    assert.equal(await runs.locator("details").getAttribute("open"), "")
  })

  it("opens a log by right click, and a trace of it", async () => {
    const { ui, page } = await sharedWindow()
    await ui.openContainer("Explorer")
    await ui.openFile("lapline.json")
    const row = (name: string) =>
      page.locator(`.explorer-folders-view .monaco-list-row:has-text("${name}")`).first()
    // A click closes the folder when something has opened it before.
    await ui.until("the log in the explorer", async () => {
      if ((await row("run-2.jsonl").count()) === 0) await row(".lapline").click({ timeout: 1_000 })
      return row("run-2.jsonl").isVisible()
    })
    await row("run-2.jsonl").click({ button: "right" })
    const entry = page.locator(".context-view .action-item", { hasText: "Open Log" }).first()
    const tab = page.locator('.tab.active[data-resource-name="run-2.jsonl"]')
    // A menu passes over a click that comes too soon after the one that opened it.
    await ui.until("the log's tab", async () => {
      if ((await tab.count()) === 0) await entry.click({ timeout: 500 })
      return (await tab.count()) > 0
    })
    const log = ui.webview()
    await log.locator(".tile", { hasText: "Turns" }).first().waitFor()
    assert.match(await log.locator(".tile").first().innerText(), /Turns\s+25\s/)
    await ui.picture(artifacts, "log-editor", ["dark"])
    await log.locator(".link").first().click()
    await ui.webview().locator("[role=treegrid] [role=row]").first().waitFor()
    assert.match(await ui.webview().locator(".details h2").innerText(), /invoke_agent returns/)
  })
})
