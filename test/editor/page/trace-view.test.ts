/** The trace view in the real workbench: drawn, walked through by keys, searched, and remembered. */
import assert from "node:assert/strict"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { linesOf, turn, writeLog } from "./made-log.ts"
import { sharedWindow } from "./shared-window.ts"

const run = { runId: "made", startMs: Date.now(), traces: [turn(0)] }

describe("the trace view", function () {
  this.timeout(120_000)
  before(async () => {
    const { workspace, ui, vscode } = await sharedWindow()
    writeLog(workspace, "made", linesOf(run))
    await ui.waitStatus("p50 1.84 s")
    await vscode(async (api) => void api.commands.executeCommand("lapline.openTrace"))
    await ui.pick("1.84 s")
    await ui.webview().locator(".trace h1").waitFor()
  })
  after(async () => {
    const { vscode } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
    await removeLogs(await sharedWindow())
  })

  it("shows the spans as a tree grid with the figures of the log", async () => {
    const { ui } = await sharedWindow()
    const grid = ui.webview().locator("[role=treegrid]")
    assert.equal(await grid.getAttribute("aria-rowcount"), "19")
    const lines = await grid.locator(".lines [role=row]:visible").allInnerTexts()
    assert.match(lines[0] ?? "", /invoke_agent returns[\s\S]*1\.84 s[\s\S]*18\.0 ms/)
    await ui.picture(artifacts, "trace-view", ["light", "contrast-light", "contrast", "dark"])
  })
})
