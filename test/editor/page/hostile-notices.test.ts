/** Names of a hostile project in what the workbench says by itself: notifications and the status bar. */
import assert from "node:assert/strict"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest, workspaceFolder } from "../subject.ts"

/** May be the name of a file as well. */
const name = "$(alert) <img src=x onerror=alert(1)> [quit](command:workbench.action.quit)"

const record = (rest: object) => ({
  v: 1,
  timestamp: new Date().toISOString(),
  metric: "turn",
  name,
  duration_ms: 50,
  "code.file.path": `src/${name}.ts`,
  "code.line.number": 1,
  ...rest
})

/** A file name that fits twice, a log of two runs, a conversation that does not end: all of the hostile name. */
const prepare = (folder: string): void => {
  for (const place of ["a/src", "b/src", ".lapline"]) {
    mkdirSync(path.join(folder, place), { recursive: true })
  }
  for (const place of ["a", "b"]) {
    writeFileSync(path.join(folder, place, "src", `${name}.ts`), "export const turn = 1\n")
  }
  const lines = ["one", "two"].map((run) => {
    const ids = { trace_id: `${run}-trace`, span_id: `${run}-span`, session_id: name }
    return `${JSON.stringify(record({ ...ids, run_id: run }))}\n`
  })
  writeFileSync(path.join(folder, ".lapline", `${name}.jsonl`), lines.join(""))
  rmSync(path.join(folder, "conversations"), { recursive: true })
  mkdirSync(path.join(folder, "conversations"))
  writeFileSync(path.join(folder, "conversations/hostile.json"), JSON.stringify({ name }))
  const command = ["node", "-e", "setInterval(() => {}, 1000)", "${conversation}"]
  const project = { logs: [".lapline"], conversations: { files: "conversations/*.json", command } }
  writeFileSync(path.join(folder, "lapline.json"), JSON.stringify(project))
}

describe("a hostile project", function () {
  this.timeout(120_000)
  let window: Workbench

  before(async () => {
    window = await openWorkbench({
      extension: extensionUnderTest,
      workspace: workspaceFolder,
      artifacts,
      prepare
    })
  })
  after(async () => window?.close())

  const toasts = () => window.page.locator(".notifications-toasts .notification-list-item-message")
  /** Waits for the notification, which holds the name as it is, and for nothing that it could have become. */
  const assertInert = async (wanted: string) => {
    const { message } = await window.ui.waitNotification(wanted)
    assert.match(message, /\$ ?\(alert\) <img src=x onerror=alert\(1\)> \[quit\] ?\(command:/)
    assert.equal(await toasts().locator("a, img, .codicon").count(), 0)
  }

  it("E4 shows a path that fits two files as text, in the question and in what it offers", async () => {
    const { ui, page } = window
    await assertInert("several files fit")
    await ui.picture(artifacts, "hostile-notices", ["dark"])
    await page.locator(".notifications-toasts .monaco-button", { hasText: "Choose File" }).click()
    const rows = page.locator(".quick-input-widget:visible .monaco-list-row")
    await ui.until("both files", async () => (await rows.count()) === 2)
    assert.match((await rows.allInnerTexts()).join(" "), /\$\u200b\(alert\) <img src=x/)
    const title = page.locator(".quick-input-widget:visible .quick-input-title")
    assert.match(await title.innerText(), /<img src=x/)
    const parts = page.locator(".quick-input-widget:visible").locator("img, .codicon-alert")
    assert.equal(await parts.count(), 0)
    await ui.closeQuickInput()
  })

  it("E4 shows a log's name as text where a run is to be deleted", async () => {
    const { ui, vscode } = window
    await vscode((api) => {
      const folder = { id: String(api.workspace.workspaceFolders?.[0]?.uri) }
      void api.commands.executeCommand("lapline.deleteRun", { folder, run: { runId: "one" } })
    })
    await assertInert("holds other runs")
    await ui.clearNotifications()
    await ui.until("no notification", async () => (await toasts().count()) === 0)
  })

  it("E4 shows a conversation's name as text while it runs", async () => {
    const { ui, page, vscode } = window
    await ui.openContainer("Lapline")
    await vscode((api) => void api.commands.executeCommand("lapline.runConversation"))
    await page.locator(".quick-input-widget:visible .monaco-list-row").first().waitFor()
    await ui.pick("<img src=x")
    await page.locator(".quick-input-widget:visible .monaco-list-row [aria-checked=true]").waitFor()
    await page.keyboard.press("Enter")
    await ui.pick("1 run")
    // A notice of before may hold the name too: what is to be stopped must run.
    await ui.waitTreeRow(/ running$/, "Conversations")
    await assertInert("<img src=x")
    await vscode((api) => void api.commands.executeCommand("lapline.stopConversation"))
    await ui.waitNotification("stopped")
  })

  it("E4 has none of it in the status bar", async () => {
    const { ui, page } = window
    const text = await ui.waitStatus("turn p50")
    assert.match(text, /^(1 line|no lines|\d+ lines) · turn p50 50\.0 ms$/)
    assert.ok(!(await ui.statusBar()).some((item) => item.includes("alert")))
    assert.equal(await page.locator(".part.statusbar .codicon-alert").count(), 0)
  })
})
