/** Two windows on one folder: each shows what the other runs, and neither stops nor doubles it. */
import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import path from "node:path"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest, workspaceFolder } from "../subject.ts"

type Side = Pick<Workbench, "page" | "vscode" | "ui">

describe("two windows on one folder", function () {
  this.timeout(180_000)
  let first: Workbench
  let second: Side

  before(async () => {
    first = await openWorkbench({
      extension: extensionUnderTest,
      workspace: workspaceFolder,
      artifacts
    })
    second = await first.another()
    for (const { ui } of [first, second]) {
      await ui.openContainer("Lapline")
      await ui.waitTreeRow("boots too small", "Conversations")
    }
  })
  after(async () => first?.close())

  const start = async ({ ui, page }: Side, name: string, runs: string) => {
    await page.bringToFront()
    await ui.runCommand("Lapline: Run Conversation")
    await page.locator(".quick-input-widget:visible .monaco-list-row").first().waitFor()
    await ui.pick(name)
    await page.keyboard.press("Enter")
    await ui.pick(runs)
  }
  const lens = async ({ ui, page }: Side, wanted: string) => {
    await page.bringToFront()
    await ui.openFile("src/returns.ts", 17)
    return ui.waitCodeLens(wanted, 30_000)
  }
  const logs = () => readdirSync(path.join(first.workspace, ".lapline"))

  it("run a conversation each at the same time, and both count the laps of both, once", async () => {
    await start(first, "boots too small", "25 runs")
    await start(second, "boots too small", "10 runs")
    await first.ui.waitNotification("25 passed", 60_000)
    await second.ui.waitNotification("10 passed", 60_000)
    assert.equal(logs().length, 2)
    const [one, other] = [await lens(first, "n 35"), await lens(second, "n 35")]
    assert.equal(one, other)
    await second.ui.picture(artifacts, "second-window", ["dark"])
  })

  it("stop their own conversation and not the other's", async () => {
    await start(first, "never ends", "1 run")
    await first.ui.waitNotification("never ends: run 1 of 1")
    await second.page.bringToFront()
    await second.vscode(
      async (api) => void (await api.commands.executeCommand("lapline.stopConversation"))
    )
    await start(second, "boots too small", "1 run")
    await second.ui.waitNotification("1 passed", 60_000)
    const states = await first.ui.treeRows("Conversations")
    assert.ok(states.some(({ label }) => label === "never ends"))
    assert.ok((await first.ui.notifications()).some(({ message }) => /run 1 of 1/.test(message)))
    await first.vscode((api) => void api.commands.executeCommand("lapline.stopConversation"))
    await first.ui.waitNotification(/0 passed · .* · stopped/)
  })

  it("leave out what one of them cleared only there", async () => {
    await first.vscode(async (api) => void (await api.commands.executeCommand("lapline.clear")))
    await first.ui.until(
      "no lap times",
      async () => !(await first.ui.statusBar()).some((text) => text.includes("p50"))
    )
    assert.match(await second.ui.waitStatus("turn p50"), /5 lines/)
  })
})
