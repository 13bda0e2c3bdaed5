/** A trace written for Perfetto from the palette, through the editor's own file dialog. */
import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { removeLogs, runAgent } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

describe("exporting a trace", function () {
  this.timeout(60_000)
  after(async () => removeLogs(await sharedWindow()))

  it("writes all its spans where the user says, and says how to open them", async () => {
    const window = await sharedWindow()
    const { ui, page, workspace } = window
    await removeLogs(window)
    runAgent(window, 2)
    await ui.waitStatus("turn p50")
    await ui.runCommand("Lapline: Export Trace for Perfetto")
    await page.locator(".quick-input-widget:visible .monaco-list-row").first().waitFor()
    await ui.pick("returns")
    const file = path.join(workspace, "exported.json")
    const input = page.locator(".quick-input-widget:visible input.input")
    await ui.until("the dialog", async () => (await input.inputValue()).endsWith(".json"))
    await ui.typeInput(file)
    await ui.waitNotification("exported.json is written")
    await ui.until("the file", async () => existsSync(file))
    const events: readonly { ph: string; name: string }[] = JSON.parse(
      readFileSync(file, "utf8")
    ).traceEvents
    assert.equal(events.filter(({ ph }) => ph === "X").length, 5)
    assert.ok(events.some(({ name }) => name === "execute_tool CheckEligibility"))
    await ui.clearNotifications()
  })
})
