/** Sample conversations in the Testing view: run, failed with what differed, cancelled, and each started cold. */
import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { allThemes } from "../../vscode-host/ui/pictures.ts"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

const rows = async () => {
  const { page } = await sharedWindow()
  return page.locator(".test-explorer .monaco-list-row")
}
/** A row says its name and how it went. */
const waitRow = async (wanted: RegExp) => {
  const { ui } = await sharedWindow()
  await ui.until(`a test ${wanted}`, async () => {
    const labels = await (
      await rows()
    ).evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? ""))
    return labels.some((label) => wanted.test(label))
  })
}
const select = async (name: string) => {
  const { page } = await sharedWindow()
  // A test that failed may have left a menu open.
  await page.keyboard.press("Escape")
  await (await rows()).filter({ hasText: name }).first().click()
}
const command = async (id: string) => {
  const { vscode } = await sharedWindow()
  await vscode(async (api, name) => void (await api.commands.executeCommand(name)), id)
}
const logsIn = (workspace: string) => {
  const folder = path.join(workspace, ".lapline")
  return existsSync(folder) ? readdirSync(folder) : []
}

describe("the Testing view", function () {
  this.timeout(90_000)
  before(async () => {
    const window = await sharedWindow()
    await removeLogs(window)
    // Whatever ran before in this window is here as well.
    await command("testing.clearTestResults")
    await window.ui.openFile("src/returns.ts")
    await window.ui.openContainer("Testing")
    await waitRow(/boots too small/)
  })
  after(async () => {
    await command("testing.clearTestResults")
    await command("workbench.action.closePanel")
    await removeLogs(await sharedWindow())
  })

  it("lists the sample conversations and runs one, its lap times arriving meanwhile", async () => {
    const { ui, workspace, page } = await sharedWindow()
    const row = (await rows()).filter({ hasText: "boots too small" }).first()
    await row.hover()
    await row.locator('.action-label[aria-label^="Run Test"]').click()
    await waitRow(/boots too small.*Passed/)
    await ui.waitCodeLens("n 1 ")
    assert.equal(logsIn(workspace).length, 1)
    await page.mouse.move(0, 0)
  })

  it("tells what differed in a run that failed", async () => {
    const { ui, page, vscode } = await sharedWindow()
    await vscode(async (api) => {
      const settings = api.workspace.getConfiguration("lapline")
      await settings.update("conversations.runs", 3, api.ConfigurationTarget.Global)
    })
    await select("unknown order")
    await runWith("Run Several Times, in One Process")
    await waitRow(/unknown order.*Failed/)
    await command("workbench.panel.testResults.view.focus")
    await ui.until("the output", async () =>
      (await page.locator(".part.panel").innerText()).includes("order 99999 is unknown")
    )
    await ui.picture(artifacts, "testing-view", allThemes)
  })

  it("starts a process for each run when they are to be cold", async () => {
    const { ui, workspace } = await sharedWindow()
    const before = logsIn(workspace).length
    await select("boots too small")
    await runWith("Run Several Times, Each Started Cold")
    await ui.until("three more logs", async () => logsIn(workspace).length === before + 3)
    await waitRow(/boots too small.*Passed/)
  })

  it("offers the project's variants, and passes their arguments on", async () => {
    const { ui, page } = await sharedWindow()
    await select("boots too small")
    await runWith("Run with tiny model")
    await waitRow(/boots too small.*Passed/)
    await command("workbench.panel.testResults.view.focus")
    await ui.until("the arguments", async () =>
      (await page.locator(".part.panel").innerText()).includes("--model tiny")
    )
  })

  it("stops the command when the run is cancelled", async () => {
    const { ui, workspace } = await sharedWindow()
    const pidFile = path.join(workspace, "child.pid")
    await select("never ends")
    await runWith("Run Once")
    await ui.until(
      "the command's own child",
      async () => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== ""
    )
    const pid = Number(readFileSync(pidFile, "utf8"))
    await command("testing.cancelRun")
    await ui.until("the child's end", async () => !isAlive(pid))
  })
})

/** Through the context menu of the selected row, as profiles are chosen. */
const runWith = async (profile: string) => {
  const { ui, page } = await sharedWindow()
  await page.locator(".test-explorer .monaco-list-row.selected").first().click({ button: "right" })
  const entry = page
    .locator(".context-view .action-item", { hasText: "Execute Using Profile" })
    .first()
  const list = page.locator(".quick-input-widget:visible .monaco-list-row")
  // A menu passes over a click that comes too soon after the one that opened it.
  await ui.until("the profiles", async () => {
    if ((await list.count()) === 0) await entry.click({ timeout: 500 })
    return (await list.count()) > 0
  })
  await ui.pick(profile)
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
