/** Conversations that fail and conversations that must be stopped. */
import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

const start = async (name: string, runs: string) => {
  const { ui, page } = await sharedWindow()
  await ui.runCommand("Lapline: Run Conversation")
  await page
    .locator(".quick-input-widget:visible .quick-input-list .monaco-list-row")
    .first()
    .waitFor()
  await ui.pick(name)
  await page.keyboard.press("Enter")
  await ui.pick(runs)
}
const command = async (id: string) => {
  const { vscode } = await sharedWindow()
  await vscode(async (api, name) => void (await api.commands.executeCommand(name)), id)
}
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // ESRCH: there is no such process any more.
    return false
  }
}

describe("running conversations", function () {
  this.timeout(90_000)
  before(async () => {
    const { ui } = await sharedWindow()
    await ui.openContainer("Lapline")
    await ui.waitTreeRow("boots too small", "Conversations")
  })
  after(async () => {
    await command("testing.clearTestResults")
    await command("workbench.action.closePanel")
    await removeLogs(await sharedWindow())
  })

  it("tells which runs failed and why", async () => {
    const { ui } = await sharedWindow()
    await start("unknown order", "3 runs")
    const { buttons } = await ui.waitNotification("2 passed · 1 failed")
    assert.deepEqual(buttons, ["Show Bottlenecks", "Show Output"])
    await ui.waitTreeRow(/unknown order 1 of 3 failed/, "Conversations")
    await ui.picture(artifacts, "failed-run")
    await ui.clearNotifications()
  })

  it("E3 stops the command and everything it started when the user cancels", async () => {
    const { ui, workspace, page } = await sharedWindow()
    await start("never ends", "1 run")
    const pidFile = path.join(workspace, "child.pid")
    await ui.until(
      "the command's own child",
      async () => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== ""
    )
    const pid = Number(readFileSync(pidFile, "utf8"))
    assert.ok(isAlive(pid))
    const { buttons } = await ui.waitNotification("never ends: run 1 of 1")
    assert.deepEqual(buttons, ["Cancel"])
    await ui.picture(artifacts, "progress")
    await page
      .locator(".notification-list-item-buttons-container .monaco-button", { hasText: "Cancel" })
      .click()
    await ui.waitNotification(/1 conversation · 0 passed · .* · stopped/)
    await ui.until("the child's end", async () => !isAlive(pid))
    await ui.clearNotifications()
  })

  it("runs one from its row, as often as the settings say", async () => {
    const { ui, page } = await sharedWindow()
    await ui.treeRow("boots too small").hover()
    await page
      .locator('.part.sidebar .monaco-list-row:hover .action-label[aria-label^="Run Conversation"]')
      .click()
    await ui.waitNotification("1 conversation · 3 passed")
    await ui.waitTreeRow(/boots too small 3 runs/, "Conversations")
    await ui.clearNotifications()
  })

  it("has all of them in the Testing view's history, with durations, failures and output", async () => {
    const { ui, page } = await sharedWindow()
    const history = page.locator(".test-output-peek-tree .monaco-list-row")
    const rows = page.locator(".test-explorer .monaco-list-row")
    const labels = async () =>
      (await rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label")))).join("\n")
    await ui.openContainer("Testing")
    await ui.until("the results in the view", async () => {
      const text = await labels()
      return [
        /boots too small.*Passed.* in \d/,
        /unknown order.*Failed.* in \d/,
        /never ends.*Skipped/
      ].every((wanted) => wanted.test(text))
    })
    await command("workbench.panel.testResults.view.focus")
    const panel = page.locator(".part.panel")
    await ui.until("what the last run said", async () =>
      /run 3 of 3 passed/.test(await panel.innerText())
    )
    const older = history.filter({ hasText: /\d older results/ })
    await older.locator(".monaco-tl-twistie").click()
    await ui.until("the older ones", async () => (await history.count()) >= 5)
    for (const collapsed of await page
      .locator(".test-output-peek-tree [aria-expanded=false]")
      .all()) {
      await collapsed.locator(".monaco-tl-twistie").click()
    }
    await ui.until("the runs from the palette", async () => {
      const told = (await history.allInnerTexts()).join(" ")
      return told.includes("never ends") && told.includes("Run 2: order 99999 is unknown")
    })
    await ui.picture(artifacts, "history")
  })
})
