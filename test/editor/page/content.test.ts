/** Logs that hold prompts and answers: the status bar and the list of runs say so for as long as they are there. */
import assert from "node:assert/strict"
import { RUN_KEYS } from "../../../sdk/record/keys.ts"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { linesOf, turn, writeLog } from "./made-log.ts"
import { sharedWindow } from "./shared-window.ts"

const record = async (runId: string, content?: "redacted" | "raw") => {
  const { workspace } = await sharedWindow()
  const header = content === undefined ? {} : { [RUN_KEYS.content]: content }
  writeLog(workspace, runId, linesOf({ runId, startMs: Date.now(), traces: [turn(0)], header }))
}

/** What hovering the item tells. */
const statusTooltip = async (): Promise<string> => {
  const { page, ui } = await sharedWindow()
  await page.mouse.move(0, 0)
  await page.locator(".statusbar-item", { hasText: "turn p50" }).hover()
  const hover = page.locator(".monaco-hover:visible")
  return ui.until("the tooltip", async () =>
    (await hover.count()) === 0 ? "" : await hover.first().innerText()
  )
}

describe("logs with prompts and answers", function () {
  this.timeout(90_000)
  before(async () => {
    const { ui, vscode } = await sharedWindow()
    await ui.openContainer("Lapline")
    await vscode(async (api) => void (await api.commands.executeCommand("lapline.runs.focus")))
  })
  after(async () => removeLogs(await sharedWindow()))

  it("E13 are marked in the status bar, which says how to stop that, and in the list of runs", async () => {
    const { ui } = await sharedWindow()
    await record("plain")
    assert.doesNotMatch(await ui.waitStatus("turn p50"), /prompts/)
    assert.doesNotMatch(await statusTooltip(), /[Pp]rompts/)
    await record("held", "redacted")
    await ui.waitStatus(/turn p50 .* · prompts recorded$/)
    await ui.waitTreeRow(/prompts recorded/, "Runs")
    const told = await statusTooltip()
    assert.match(told, /in the logs of 1 run, with secrets taken out/)
    assert.match(told, /without OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT/)
    await record("open", "raw")
    await ui.until("both kinds", async () =>
      /in the logs of 1 run, with any secrets in them/.test(await statusTooltip())
    )
    await ui.picture(artifacts, "content", ["light", "dark"])
  })

  it("stay marked while their runs are hidden, and are not marked once their logs are gone", async () => {
    const { ui, vscode, workspace } = await sharedWindow()
    await vscode(
      async (api, folder) => {
        for (const runId of ["held", "open"]) {
          const argument = { folder: { id: folder }, run: { runId } }
          await api.commands.executeCommand("lapline.hideRun", argument)
        }
      },
      await folderId()
    )
    await ui.waitTreeRow(/hidden .* prompts recorded/, "Runs")
    await ui.waitStatus(/prompts recorded$/)
    await removeLogs({ workspace, ui })
    await record("plain")
    assert.doesNotMatch(await ui.waitStatus("turn p50"), /prompts/)
  })
})

/** How the extension names the workspace's folder. */
const folderId = async (): Promise<string> => {
  const { vscode } = await sharedWindow()
  return vscode((api) => api.workspace.workspaceFolders?.[0]?.uri.toString() ?? "")
}
