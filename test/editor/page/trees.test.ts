/** The trees: ranked, grouped and filtered bottlenecks, recorded conversations, runs; and thousands of rows in them. */
import assert from "node:assert/strict"
import { existsSync, globSync, readFileSync } from "node:fs"
import path from "node:path"
import { allThemes } from "../../vscode-host/ui/pictures.ts"
import { artifacts } from "../subject.ts"
import { removeLogs, runAgent } from "./agent-run.ts"
import { linesOf, writeLog, type MadeRun } from "./made-log.ts"
import { sharedWindow } from "./shared-window.ts"

const command = async (id: string) => {
  const { vscode } = await sharedWindow()
  await vscode(async (api, name) => void (await api.commands.executeCommand(name)), id)
}
/** One turn after the other, each in a session of its own; every fifth fails. */
const manySessions = (count: number): MadeRun => ({
  runId: "many",
  startMs: Date.now() - count * 1_000,
  traces: Array.from({ length: count }, (_, number) => ({
    name: "invoke_agent returns",
    metric: "turn",
    fromMs: number * 1_000,
    toMs: number * 1_000 + 400,
    line: 23,
    attributes: {},
    ...(number % 5 === 4 ? { error: "model is overloaded" } : {}),
    children: [
      {
        name: "execute_tool CheckEligibility",
        metric: "tool_execution",
        fromMs: number * 1_000 + 10,
        toMs: number * 1_000 + 210 + (number % 7) * 10,
        line: 17
      }
    ]
  }))
})
/** The made log's lines share one session: each trace gets its own. */
const withSessions = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => {
    const record = JSON.parse(line)
    return `${JSON.stringify({ ...record, session_id: record.trace_id })}\n`
  })

const row = async (...texts: readonly string[]) => {
  const { page } = await sharedWindow()
  const holds = texts.map((text) => `:has-text("${text}")`).join("")
  return page
    .locator(`.part.sidebar .pane:has-text("Conversations") .monaco-list-row${holds}`)
    .first()
}
const expand = async (...texts: readonly string[]) => {
  const found = await row(...texts)
  await found.locator(".monaco-tl-twistie").click()
}
/** The run with so many turns, as its log tells. */
const runWith = async (turns: number) => {
  const { workspace } = await sharedWindow()
  for (const file of globSync(path.join(workspace, ".lapline/*.jsonl"))) {
    const text = readFileSync(file, "utf8")
    if (text.split('"metric":"turn"').length - 1 !== turns) continue
    return { file, runId: /"run_id":"(\w+)"/.exec(text)?.[1] ?? "" }
  }
  throw new Error(`no run has ${turns} turns`)
}
const onRun = async (id: string, runId: string) => {
  const { vscode } = await sharedWindow()
  await vscode(
    async (api, name, wanted) => {
      const folder = { id: api.workspace.workspaceFolders?.[0]?.uri.toString() ?? "" }
      await api.commands.executeCommand(name, { folder, run: { runId: wanted } })
    },
    id,
    runId
  )
}

describe("the trees", function () {
  this.timeout(120_000)
  before(async () => {
    const window = await sharedWindow()
    await removeLogs(window)
    runAgent(window, 25)
    await window.ui.openFile("src/returns.ts")
    await window.ui.openContainer("Lapline")
    // Another spec may have left it open: the conversations then have no room for their rows.
    const runs = window.page.locator('.pane-header[aria-expanded="true"]', { hasText: "Runs" })
    if ((await runs.count()) > 0) await runs.click()
    await window.ui.waitTreeRow("CheckEligibility", "Bottlenecks")
  })
  after(async () => {
    await command("lapline.clearFilter")
    await command("lapline.sortBySelf")
    await command("lapline.groupByMetric")
    await removeLogs(await sharedWindow())
  })

  it("rank by total time and by the critical path", async () => {
    const { ui } = await sharedWindow()
    await command("lapline.sortByTotal")
    await ui.waitTreeRow(/CheckEligibility 6\.00 s in all/, "Bottlenecks")
    await command("lapline.sortByCriticalPath")
    await ui.waitTreeRow(/CheckEligibility 3\.\d\d s on the critical path/, "Bottlenecks")
    await ui.picture(artifacts, "by-critical-path", ["dark"])
    await command("lapline.sortBySelf")
    await ui.waitTreeRow(/fraud_flag_check 2\.25 s self/, "Bottlenecks")
  })

  it("group by session", async () => {
    const { ui } = await sharedWindow()
    await command("lapline.groupBySession")
    await ui.waitTreeRow(/^session s-/, "Bottlenecks")
    await ui.picture(artifacts, "by-session", ["dark"])
    await command("lapline.groupByMetric")
  })

  it("count only the spans that a filter chooses, and refuse what is no filter", async () => {
    const { ui, page } = await sharedWindow()
    await ui.runCommand("Lapline: Filter Bottlenecks")
    const input = page.locator(".quick-input-widget:visible input.input")
    await input.fill("duration>")
    await page
      .locator(
        ".quick-input-widget:visible .quick-input-message .codicon-error, .quick-input-widget:visible .monaco-inputbox.error"
      )
      .first()
      .waitFor()
    await ui.typeInput("metric=tool_execution and duration>300ms")
    await ui.waitTreeRow(/CheckEligibility .*n 10 /, "Bottlenecks")
    await ui.until(
      "no queries",
      async () => !(await ui.treeRows("Bottlenecks")).some(({ label }) => label === "find order")
    )
    await ui.picture(artifacts, "filtered", allThemes)
    await command("lapline.clearFilter")
    await ui.waitTreeRow("find order", "Bottlenecks")
  })

  it("open a recorded conversation down to a span, which leads to its line", async () => {
    const { ui, vscode } = await sharedWindow()
    await ui.openFile("lapline.json")
    await expand("25 turns")
    await expand("Turn 1")
    await expand("CheckEligibility")
    await ui.waitTreeRow("fraud_flag_check 30.0 ms", "Conversations")
    await ui.picture(artifacts, "recorded", allThemes)
    await (await row("fraud_flag_check", "30.0 ms")).click()
    await ui.until(
      "the line",
      async () =>
        (await vscode((api) => {
          const editor = api.window.activeTextEditor
          return `${editor?.document.uri.path.split("/").at(-1)}:${(editor?.selection.active.line ?? -1) + 1}`
        })) === "returns.ts:8"
    )
  })

  it("leave a run out of all figures and take it back", async () => {
    const window = await sharedWindow()
    const { ui } = window
    await ui.openFile("src/returns.ts")
    runAgent(window, 5)
    await ui.waitStatus("turn p50")
    await ui.waitCodeLens("n 30 ")
    await command("lapline.runs.focus")
    await ui.waitTreeRow(/5 turns · p50/, "Runs")
    const { runId } = await runWith(5)
    await onRun("lapline.hideRun", runId)
    await ui.waitCodeLens("n 25 ")
    await ui.waitTreeRow(/hidden/, "Runs")
    await ui.picture(artifacts, "runs", allThemes)
    await onRun("lapline.showRun", runId)
    await ui.waitCodeLens("n 30 ")
  })

  it("delete a run's log when the user says so", async () => {
    const { ui, page } = await sharedWindow()
    const { file, runId } = await runWith(5)
    const deleted = onRun("lapline.deleteRun", runId)
    const dialog = page.locator(".monaco-dialog-box")
    await dialog.locator(".monaco-button", { hasText: "Delete" }).click()
    await deleted
    assert.equal(existsSync(file), false)
    await ui.waitCodeLens("n 25 ")
  })

  it("stay quick with 5,000 conversations, shown by the page", async () => {
    const { workspace, ui } = await sharedWindow()
    writeLog(workspace, "many", withSessions(linesOf(manySessions(5_000))))
    await ui.waitTreeRow(/Recorded 5,001/, "Conversations")
    await ui.waitCodeLens("n 5,025 ")
    await ui.picture(artifacts, "many", ["dark"])
  })
})
