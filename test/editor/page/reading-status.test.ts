/** Large logs in the real editor: the status bar says how far the first reading is, stops it, and makes up for it. */
import assert from "node:assert/strict"
import { mkdirSync } from "node:fs"
import path from "node:path"
import { generate } from "../../../bench/read/generate.ts"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest, workspaceFolder } from "../subject.ts"
import { linesOf, turn, writeLog } from "./made-log.ts"

/** Takes some seconds to read. */
const RECORDS = 700_000

describe("a first reading that takes long", function () {
  this.timeout(240_000)
  let window: Workbench

  before(async () => {
    window = await openWorkbench({
      extension: extensionUnderTest,
      workspace: workspaceFolder,
      artifacts,
      prepare: (folder) => {
        mkdirSync(path.join(folder, ".lapline"), { recursive: true })
        generate({ file: path.join(folder, ".lapline/large.jsonl"), records: RECORDS })
      }
    })
  })
  after(async () => window?.close())

  it("is shown in the status bar, ends by a click, goes on with what is written, and is made up for by a click", async () => {
    const { ui, page, workspace } = window
    await ui.waitStatus(/reading logs \d+(\.\d)? %/, 60_000)
    await page.locator(".statusbar-item", { hasText: "reading logs" }).locator("a").click()
    await ui.waitStatus(/MiB of logs not read/, 30_000)
    await ui.picture(artifacts, "reading-stopped", ["dark"])
    writeLog(
      workspace,
      "later",
      linesOf({ runId: "later", startMs: Date.now(), traces: [turn(0)] })
    )
    await ui.waitStatus("turn p50", 30_000)
    await page.locator(".statusbar-item", { hasText: "not read" }).locator("a").click()
    await ui.until(
      "everything to be read",
      async () =>
        (await page.locator(".statusbar-item", { hasText: /not read|reading logs/ }).count()) === 0,
      120_000
    )
    assert.match(await ui.waitStatus("turn p50"), /lines/)
  })
})
