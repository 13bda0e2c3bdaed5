/** Where the extension comes alive by itself, and where it stays asleep. */
import assert from "node:assert/strict"
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { openWorkbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionId, extensionUnderTest, workspaceFolder } from "../subject.ts"
import { runAgent } from "./agent-run.ts"

describe("a folder without a lapline.json", function () {
  this.timeout(120_000)
  let folder = ""

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lapline-plain-"))
    cpSync(workspaceFolder, folder, { recursive: true })
    rmSync(path.join(folder, "lapline.json"))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const open = () => openWorkbench({ extension: extensionUnderTest, workspace: folder, artifacts })

  it("wakes the extension when it holds a log, also one that git ignores", async () => {
    writeFileSync(path.join(folder, ".gitignore"), ".lapline/\n")
    runAgent({ workspace: folder }, 3)
    const { ui, close } = await open()
    try {
      await ui.waitStatus("5 lines · turn p50 300 ms")
      await ui.openFile("src/returns.ts")
      await ui.waitCodeLens("n 3 ")
      await ui.openContainer("Lapline")
      await ui.waitTreeRow(/^Recorded/, "Conversations")
      await ui.picture(artifacts, "log-only")
    } finally {
      await close()
    }
  })

  it("leaves the extension asleep when there is nothing of Lapline, until its view is opened", async () => {
    const { ui, vscode, close } = await open()
    const isActive = () =>
      vscode((api, id) => api.extensions.getExtension(id)?.isActive ?? null, extensionId)
    try {
      await ui.openFile("src/returns.ts")
      assert.equal(await isActive(), false)
      await ui.openContainer("Lapline")
      await ui.until("the extension to wake", isActive)
      await ui.until("the welcome", async () =>
        /Open a Log/.test(await ui.welcomeText("Bottlenecks"))
      )
      await ui.until("the hint", async () =>
        /lapline\.json/.test(await ui.welcomeText("Conversations"))
      )
    } finally {
      await close()
    }
  })
})
