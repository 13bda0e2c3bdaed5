/** A workspace that is not trusted: logs are read, nothing is run, nothing outside is opened. */
import assert from "node:assert/strict"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest, workspaceFolder } from "../subject.ts"
import { runAgent } from "./agent-run.ts"

describe("an untrusted workspace", function () {
  this.timeout(120_000)
  let window: Workbench
  let folder = ""

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lapline-untrusted-"))
    const outside = path.join(folder, "outside")
    const workspace = path.join(folder, "workspace")
    mkdirSync(outside)
    const secret = {
      v: 1,
      timestamp: new Date().toISOString(),
      metric: "span",
      name: "secret",
      duration_ms: 9_000
    }
    writeFileSync(path.join(outside, "secret.jsonl"), `${JSON.stringify(secret)}\n`)
    cpSync(workspaceFolder, workspace, { recursive: true })
    mkdirSync(path.join(workspace, ".vscode"))
    writeFileSync(
      path.join(workspace, ".vscode/settings.json"),
      JSON.stringify({ "lapline.logs": [outside] })
    )
    const project = {
      logs: [".lapline", outside],
      conversations: { files: "conversations/*.json", command: ["touch", "ran"] }
    }
    writeFileSync(path.join(workspace, "lapline.json"), JSON.stringify(project))
    window = await openWorkbench({
      extension: extensionUnderTest,
      workspace,
      artifacts,
      settings: {
        "security.workspace.trust.enabled": true,
        "security.workspace.trust.startupPrompt": "never",
        "security.workspace.trust.banner": "never"
      }
    })
  })
  after(async () => {
    await window?.close()
    rmSync(folder, { recursive: true })
  })

  it("is one, as the editor sees it", async () => {
    assert.equal(await window.vscode((api) => api.workspace.isTrusted), false)
  })

  it("E2 shows the lap times of its own logs and of none that its settings or its lapline.json name", async () => {
    const { ui } = window
    await ui.openContainer("Lapline")
    await ui.until("the welcome", async () =>
      /trusted workspace/.test(await ui.welcomeText("Bottlenecks"))
    )
    await ui.picture(artifacts, "untrusted-welcome")
    runAgent(window, 2)
    await ui.openFile("src/returns.ts")
    await ui.waitCodeLens("80 % of turn")
    await ui.waitTreeRow("CheckEligibility", "Bottlenecks")
    assert.ok(!(await ui.treeRows("Bottlenecks")).some(({ label }) => label.includes("secret")))
  })

  it("E1 has no Testing view, where conversations would be run from", async () => {
    const bar = window.page.locator(".part.activitybar")
    await bar.locator('.action-label[aria-label^="Lapline"]').first().waitFor()
    assert.equal(await bar.locator('.action-label[aria-label^="Testing"]').count(), 0)
  })

  it("E1 runs no conversation and says why", async () => {
    const { ui, vscode } = window
    await vscode((api) => void api.commands.executeCommand("lapline.runConversation"))
    const { buttons } = await ui.waitNotification("only in a trusted workspace")
    assert.deepEqual(buttons, ["Manage Workspace Trust"])
    await ui.picture(artifacts, "untrusted")
    const files = await vscode(async (api) => (await api.workspace.findFiles("ran")).length)
    assert.equal(files, 0)
  })
})
