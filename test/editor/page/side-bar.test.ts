/** From an empty folder to lap times, by the side bar and the palette, as a user goes. */
import assert from "node:assert/strict"
import { allThemes } from "../../vscode-host/ui/pictures.ts"
import { artifacts } from "../subject.ts"
import { removeLogs, runAgent } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

const source = "src/returns.ts"

describe("the side bar", function () {
  this.timeout(90_000)
  after(async () => removeLogs(await sharedWindow()))

  it("offers to run a conversation while there is nothing to show", async () => {
    const { ui } = await sharedWindow()
    await removeLogs(await sharedWindow())
    await ui.openContainer("Lapline")
    await ui.until("the welcome", async () =>
      /Run a Conversation/.test(await ui.welcomeText("Bottlenecks"))
    )
    await ui.waitTreeRow("boots too small", "Conversations")
    await ui.picture(artifacts, "welcome")
  })

  it("runs conversations from the palette, tells how they go and shows the times", async () => {
    const { ui, page } = await sharedWindow()
    await ui.openFile(source)
    await ui.runCommand("Lapline: Run Conversation")
    await page
      .locator(".quick-input-widget:visible .quick-input-list .monaco-list-row")
      .first()
      .waitFor()
    await ui.pick("boots too small")
    await ui.picture(artifacts, "pick-conversation")
    await page.keyboard.press("Enter")
    await ui.pick("25 runs")
    const { buttons } = await ui.waitNotification("1 conversation · 25 passed")
    assert.deepEqual(buttons, ["Show Bottlenecks"])
    await ui.waitCodeLens(/^24\d ms p50 · p95 4\d\d ms · n 25 · 80 % of turn$/)
    await ui.waitStatus(/^5 lines · turn p50 30\d ms$/)
    await ui.waitTreeRow(/boots too small 25 runs · 7\.50 s/, "Conversations")
    await ui.picture(artifacts, "after-run")
    await ui.clearNotifications()
  })

  it("follows the log while the focus is elsewhere", async () => {
    const window = await sharedWindow()
    const { ui } = window
    await ui.openContainer("Explorer")
    runAgent(window, 5)
    await ui.until("n 30", async () =>
      (await ui.codeLenses()).every((text) => text.includes("n 30 "))
    )
  })

  it("goes to the line of a bottleneck", async () => {
    const { ui, vscode } = await sharedWindow()
    await ui.openFile("lapline.json")
    await ui.openContainer("Lapline")
    await ui.waitTreeRow("window_validation", "Bottlenecks")
    await ui.treeRow("window_validation").click()
    const at = () =>
      vscode((api) => {
        const editor = api.window.activeTextEditor
        return `${editor?.document.uri.path.split("/").at(-1)}:${(editor?.selection.active.line ?? -1) + 1}`
      })
    await ui.until("the line", async () => (await at()) === "returns.ts:13")
  })

  it("groups by file and back", async () => {
    const { ui, vscode } = await sharedWindow()
    await vscode(async (api) => void (await api.commands.executeCommand("lapline.groupByFile")))
    await ui.waitTreeRow(/^src\/returns\.ts /, "Bottlenecks")
    await ui.picture(artifacts, "by-file", allThemes)
    await vscode(async (api) => void (await api.commands.executeCommand("lapline.groupByMetric")))
    await ui.waitTreeRow(/^Tools /, "Bottlenecks")
  })

  it("opens the slowest traces from a lens", async () => {
    const { ui, page } = await sharedWindow()
    await ui.openFile(source)
    await ui.clickCodeLens("80 % of turn")
    await page
      .locator(".quick-input-widget:visible .quick-input-list .monaco-list-row")
      .first()
      .waitFor()
    assert.match((await ui.quickRows())[0] ?? "", /^400 ms ?CheckEligibility/)
    await ui.picture(artifacts, "slowest-traces")
    await page.keyboard.press("Enter")
    await page.locator(".tab.active", { hasText: /^Trace / }).waitFor()
    await ui.picture(artifacts, "trace")
  })

  it("shows lap times at the end of the line where lenses are off", async () => {
    const { ui, vscode, page } = await sharedWindow()
    const setCodeLens = (on: boolean) =>
      vscode(async (api, value) => {
        const settings = api.workspace.getConfiguration("editor")
        await settings.update("codeLens", value ? undefined : false, api.ConfigurationTarget.Global)
      }, on)
    await setCodeLens(false)
    await ui.openFile(source)
    // In the page itself, whose types a test in Node does not have.
    const contents = `[...document.querySelectorAll(".editor-group-container.active .view-lines span")]
      .map((span) => getComputedStyle(span, "::after").content).join()`
    const text = () => page.evaluate<string>(contents)
    await ui.until("the end of the line", async () => /ms.p50/.test(await text()))
    assert.deepEqual(await ui.codeLenses(), [])
    await ui.picture(artifacts, "end-of-line")
    await setCodeLens(true)
    await ui.waitCodeLens("p50")
  })

  it("shows the distribution in the hover", async () => {
    const { ui, page } = await sharedWindow()
    await ui.openFile(source, 17)
    // It is drawn in the colours of the theme in which it is opened.
    for (const theme of allThemes) {
      await ui.useTheme(theme)
      await page.keyboard.press("Escape")
      assert.match(await ui.hoverText(), /CheckEligibility · Tools · 80 % of turn/)
      await ui.picture(artifacts, "hover", [theme])
    }
  })

  it("dims what was edited since the run and says so", async () => {
    const { ui, vscode, page } = await sharedWindow()
    await ui.openFile(source, 14)
    await page.keyboard.type("// ")
    await ui.waitCodeLens("edited since the run")
    await ui.picture(artifacts, "edited")
    await vscode(
      async (api) => void (await api.commands.executeCommand("workbench.action.files.revert"))
    )
    await ui.until(
      "fresh again",
      async () => !(await ui.codeLenses()).some((text) => text.includes("edited"))
    )
  })
})
