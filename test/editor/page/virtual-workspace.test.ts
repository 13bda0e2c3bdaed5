/** A virtual workspace, which lies on no disk: nothing is run, a log from the disk is shown, and the views say so. */
import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionId, extensionUnderTest, workspaceFolder } from "../subject.ts"
import { runAgent } from "./agent-run.ts"
import { linesOf, turn, writeLog } from "./made-log.ts"

describe("a virtual workspace", function () {
  this.timeout(120_000)
  let window: Workbench
  let elsewhere = ""

  before(async () => {
    elsewhere = mkdtempSync(path.join(os.tmpdir(), "lapline-elsewhere-"))
    window = await openWorkbench({
      extension: extensionUnderTest,
      workspace: workspaceFolder,
      prepare: (workspace) => runAgent({ workspace }, 2),
      isVirtual: true,
      artifacts
    })
    await window.ui.openContainer("Lapline")
  })
  after(async () => {
    await window?.close()
    rmSync(elsewhere, { recursive: true })
  })

  it("is one, as the editor sees it, and the extension runs in it", async () => {
    const { vscode, ui } = window
    const scheme = await vscode((api) => api.workspace.workspaceFolders?.[0]?.uri.scheme ?? null)
    assert.equal(scheme, "mirror")
    await ui.until("the extension", () =>
      vscode((api, id) => api.extensions.getExtension(id)?.isActive ?? null, extensionId)
    )
  })

  it("says what lap times need, and offers what can be had", async () => {
    const { ui } = window
    await ui.until("the welcome", async () =>
      /on a disk[\s\S]*Open a Log/.test(await ui.welcomeText("Bottlenecks"))
    )
    await ui.picture(artifacts, "virtual-workspace", ["light"])
  })

  it("runs no conversation and says why", async () => {
    const { ui, vscode } = window
    await vscode((api) => void api.commands.executeCommand("lapline.runConversation"))
    await ui.waitNotification("only in a folder on a disk")
    assert.equal((await ui.treeRows("Conversations")).length, 0)
    await ui.clearNotifications()
  })

  it("shows a log that the user opens from the disk, down to its traces", async () => {
    const { ui, vscode, page } = window
    const lines = linesOf({ runId: "made", startMs: Date.now(), traces: [turn(0)] })
    const log = writeLog(elsewhere, "made", lines)
    await vscode((api) => void api.commands.executeCommand("lapline.openLog"))
    // The dialog writes its own folder into the field once it has listed it.
    const field = page.locator(".quick-input-widget:visible input.input")
    await ui.until("the user's own folder", async () =>
      (await field.inputValue()).startsWith(os.homedir())
    )
    await field.fill(log)
    await page
      .locator(".quick-input-widget:visible .monaco-list-row", { hasText: "made.jsonl" })
      .waitFor()
    await page.keyboard.press("Enter")
    await ui.until("the dialog's end", async () => !(await field.isVisible()))
    const tile = ui.webview().locator(".dashboard .tile").first()
    await ui.until("the log's turn", async () => /Turns\s+1\s/.test(await tile.innerText()))
    // None of the files that it names is on the disk here.
    await ui.waitTreeRow("Not placed", "Bottlenecks")
    await vscode((api) => void api.commands.executeCommand("lapline.openTrace"))
    await ui.pick("1.84 s")
    await ui.webview().locator("[role=treegrid] [role=row]").first().waitFor()
  })
})
