/** A trace of 100,000 spans in the trace view: whole, walked from end to end, and drawn only where it is seen. */
import assert from "node:assert/strict"
import { appendFileSync } from "node:fs"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { linesOf, writeLog, type MadeSpan } from "./made-log.ts"
import { sharedWindow } from "./shared-window.ts"

const tool = (index: number): MadeSpan => ({
  name: `execute_tool T${index % 40}`,
  metric: "tool_execution",
  fromMs: index * 1000,
  toMs: index * 1000 + 950,
  line: 17,
  children: Array.from({ length: 99 }, (_, query) => ({
    name: `SELECT t${query % 13}`,
    metric: "db_query",
    fromMs: index * 1000 + query * 9,
    toMs: index * 1000 + query * 9 + 8,
    line: 4
  }))
})

const root = (tools: number): MadeSpan => ({
  name: "invoke_agent large",
  metric: "turn",
  fromMs: 0,
  toMs: 1_000_000,
  line: 23,
  children: Array.from({ length: tools }, (_, index) => tool(index))
})

describe("a trace of 100,000 spans", function () {
  this.timeout(180_000)
  after(async () => {
    const { vscode } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
    await removeLogs(await sharedWindow())
  })

  it("opens whole, and only the lines in view are elements", async () => {
    const { workspace, ui, vscode, page } = await sharedWindow()
    writeLog(
      workspace,
      "large",
      linesOf({ runId: "large", startMs: Date.now(), traces: [root(1_000)] })
    )
    await ui.waitStatus("turn p50 16 min 40 s", 60_000)
    await vscode(async (api) => void api.commands.executeCommand("lapline.openTrace"))
    await ui.pick("16 min 40 s")
    const view = ui.webview()
    const grid = view.locator("[role=treegrid]")
    await grid.locator(".lines [role=row]").first().waitFor()
    assert.equal(await grid.getAttribute("aria-rowcount"), "100002")
    assert.ok((await grid.locator(".lines [role=row]").count()) < 100)
    await grid.focus()
    await page.keyboard.press("End")
    const last = view.locator(".line.selected[aria-rowindex='100002']")
    await last.waitFor()
    assert.match(await last.innerText(), /SELECT t7/)
    await ui.picture(artifacts, "large-trace", ["dark"])
    await page.keyboard.press("f")
    const frames = view.locator("canvas.frames")
    await ui.until("the frame", async () =>
      ((await frames.getAttribute("aria-label")) ?? "").startsWith("SELECT t7")
    )
  })

  it("takes in what is added to it while it is open", async () => {
    const { workspace, ui, vscode } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
    await removeLogs(await sharedWindow())
    const run = { runId: "growing", startMs: Date.now(), traces: [root(250)] }
    const lines = linesOf(run)
    const file = writeLog(workspace, "growing", lines)
    await ui.waitStatus("turn p50 16 min 40 s", 60_000)
    await vscode(async (api) => void api.commands.executeCommand("lapline.openTrace"))
    await ui.pick("16 min 40 s")
    const grid = ui.webview().locator("[role=treegrid]")
    const rows = (count: number) =>
      ui.until(
        `${count} rows`,
        async () => (await grid.getAttribute("aria-rowcount")) === String(count)
      )
    await rows(25_002)
    const known = new Set(lines)
    const more = linesOf({ ...run, traces: [root(260)] }).filter((line) => !known.has(line))
    appendFileSync(file, more.join(""))
    await rows(26_002)
  })
})
