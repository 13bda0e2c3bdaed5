/** What was open before the window was loaded anew is there again afterwards, with its content. */
import { appendFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest, workspaceFolder } from "../subject.ts"
import { linesOf, madeRuns, turn, writeLog } from "./made-log.ts"

describe("a window that is loaded anew", function () {
  this.timeout(180_000)
  let window: Workbench

  before(async () => {
    window = await openWorkbench({
      extension: extensionUnderTest,
      workspace: workspaceFolder,
      artifacts,
      prepare: (folder) => {
        for (const run of madeRuns(2, Date.now())) writeLog(folder, run.runId, linesOf(run))
      }
    })
  })
  after(async () => window?.close())

  const closeAll = () =>
    window.vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
  afterEach(async () => {
    if (window !== undefined) await closeAll()
  })
  const openSlowest = async (duration: string) => {
    await window.vscode((api) => void api.commands.executeCommand("lapline.openTrace"))
    await window.ui.pick(duration)
    await window.ui.webview().locator("[role=treegrid] .lines [role=row]").first().waitFor()
  }

  it("shows the trace again, in the same mode, with the same span chosen", async () => {
    const { ui, page } = window
    await ui.waitStatus("turn p50", 60_000)
    await openSlowest("2.71 s")
    await ui.webview().locator("[role=treegrid]").focus()
    await page.keyboard.press("e")
    await ui.webview().locator(".details .error").first().waitFor()
    const chosen = await ui.webview().locator(".details h2").innerText()
    await page.keyboard.press("f")
    const frames = () => ui.webview().locator("canvas.frames")
    await frames().waitFor()
    await window.reload()
    await frames().waitFor()
    await ui.until("the chosen span", async () =>
      (await ui.webview().locator(".details h2").innerText()).includes(chosen)
    )
    await ui.picture(artifacts, "reloaded-trace", ["dark"])
    await ui.webview().locator("button", { hasText: "Waterfall" }).click()
    const grid = ui.webview().locator("[role=treegrid]")
    await ui.until("19 rows", async () => (await grid.getAttribute("aria-rowcount")) === "19")
  })

  it("keeps the chosen span of a trace whose log comes in pieces", async () => {
    const { ui, page, workspace } = window
    await ui.waitStatus("turn p50", 60_000)
    const lines = linesOf({ runId: "pieces", startMs: Date.now(), traces: [turn(0, 10)] })
    const file = writeLog(workspace, "pieces", lines)
    await ui.until("the new turn", async () => {
      await ui.closeQuickInput()
      await window.vscode((api) => void api.commands.executeCommand("lapline.openTrace"))
      await page.locator(".quick-input-list .monaco-list-row", { hasText: "18.4 s" }).waitFor({
        timeout: 1_000
      })
      return true
    })
    await ui.pick("18.4 s")
    const grid = () => ui.webview().locator("[role=treegrid]")
    const rows = (count: string) =>
      ui.until(`${count} rows`, async () => (await grid().getAttribute("aria-rowcount")) === count)
    const chosen = () => ui.webview().locator(".line.selected .title").innerText()
    await rows("19")
    await grid().focus()
    await page.keyboard.press("e")
    await ui.until("the failure", async () => (await chosen()).includes("SELECT fraud_flags"))
    rmSync(file)
    await window.reload()
    await ui.webview().locator(".note:visible").waitFor()
    writeFileSync(file, lines.slice(0, 4).join(""))
    await ui.until(
      "a piece of it",
      async () => Number(await grid().getAttribute("aria-rowcount")) < 9
    )
    appendFileSync(file, lines.slice(4).join(""))
    await rows("19")
    await ui.until("the failure again", async () => (await chosen()).includes("SELECT fraud_flags"))
  })

  it("shows the dashboard again, with the figures of the logs", async () => {
    const { ui } = window
    await ui.runCommand("Lapline: Open Dashboard")
    const tile = () => ui.webview().locator(".dashboard .tile").first()
    const turns = async () => /Turns\s+51\s/.test(await tile().innerText())
    await ui.until("the turns", turns, 60_000)
    await window.reload()
    await ui.until("the turns again", turns, 60_000)
  })

  it("shows the log editor again, which links to the log's traces", async () => {
    const { ui, vscode, workspace } = window
    await vscode(
      async (api, file) => {
        await api.commands.executeCommand("vscode.openWith", api.Uri.file(file), "lapline.log")
      },
      path.join(workspace, ".lapline/run-1.jsonl")
    )
    const tile = () => ui.webview().locator(".dashboard .tile").first()
    const turns = async () => /Turns\s+25\s/.test(await tile().innerText())
    await ui.until("the log's turns", turns)
    await window.reload()
    await ui.until("the log's turns again", turns)
    await ui.webview().locator(".link").first().click()
    await ui.webview().locator("[role=treegrid] [role=row]").first().waitFor()
  })
})
