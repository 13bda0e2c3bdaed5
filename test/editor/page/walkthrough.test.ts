/** The first steps: the walkthrough and a project file to begin with. */
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import path from "node:path"
import { allThemes } from "../../vscode-host/ui/pictures.ts"
import { artifacts } from "../subject.ts"
import { sharedWindow } from "./shared-window.ts"

const closeAll = async () => {
  const { vscode } = await sharedWindow()
  await vscode(async (api) => {
    await api.commands.executeCommand("workbench.action.closeAllEditors")
  })
}

describe("the first steps", function () {
  this.timeout(90_000)
  afterEach(closeAll)

  it("are a walkthrough with a picture for each step", async () => {
    const { ui, page } = await sharedWindow()
    await ui.runCommand("Lapline: Get Started")
    const steps = page.locator(".getting-started-step")
    await ui.until("five steps", async () => (await steps.count()) === 5)
    for (const step of ["run", "lens", "bottlenecks", "trace", "findings"]) {
      const titles = {
        run: "Run something",
        lens: "Read the time over the line",
        bottlenecks: "Find the slowest line",
        trace: "Look into one turn",
        findings: "See what can be saved"
      }
      const title = titles[step as keyof typeof titles]
      await steps.filter({ hasText: title }).first().click()
      await page.locator(".getting-started-step.expanded", { hasText: title }).waitFor()
      await ui.picture(artifacts, `walkthrough-${step}`, step === "lens" ? allThemes : ["dark"])
    }
  })

  it("open lapline.json, which is there already", async () => {
    const { ui, vscode, workspace } = await sharedWindow()
    assert.ok(existsSync(path.join(workspace, "lapline.json")))
    await ui.runCommand("Lapline: Open or Create lapline.json")
    await ui.until("the file", async () =>
      vscode(
        (api) => api.window.activeTextEditor?.document.uri.path.endsWith("/lapline.json") === true
      )
    )
    assert.equal(await vscode((api) => api.window.activeTextEditor?.document.isUntitled), false)
  })
})
