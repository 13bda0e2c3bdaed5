/**
 * The project itself in the editor: the sample agent runs from the palette, its times stand on its
 * own lines.
 */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { lensTitle } from "../../../sdk/analyze/lens-title.ts"
import { repositoryRoot } from "../../vscode-host/pieces.ts"
import { allThemes } from "../../vscode-host/ui/pictures.ts"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest } from "../subject.ts"

const tool = "agent/tools/check-eligibility.ts"

interface ReportSite {
  readonly file: string
  readonly line: number
  readonly name: string
  readonly count: number
  readonly p50_ms: number
  readonly p95_ms: number | null
  readonly share_of_turn: number | null
}

describe("the sample agent in the editor", function () {
  this.timeout(180_000)
  let folder = ""
  let window: Workbench

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lapline-agent-"))
    for (const name of ["agent", "package.json", "lapline.json", "tsconfig.json"]) {
      const isOurs = (file: string) => !file.includes("node_modules")
      cpSync(path.join(repositoryRoot, name), path.join(folder, name), {
        recursive: true,
        filter: isOurs
      })
    }
    symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(folder, "node_modules"))
    window = await openWorkbench({ extension: extensionUnderTest, workspace: folder, artifacts })
  })
  after(async () => {
    await window?.close()
    rmSync(folder, { recursive: true })
  })

  const run = async (runs: string) => {
    const { ui, page } = window
    await ui.runCommand("Lapline: Run Conversation")
    await page
      .locator(".quick-input-widget:visible .quick-input-list .monaco-list-row")
      .first()
      .waitFor()
    await ui.pick("eligible-return")
    await page.keyboard.press("Enter")
    await ui.pick(runs)
    await ui.waitNotification(/1 conversation · [1-9]\d* passed · \d/, 60_000)
    await ui.clearNotifications()
  }
  const report = (): readonly ReportSite[] => {
    const main = path.join(repositoryRoot, "sdk/cli/main.ts")
    const logs = path.join(window.workspace, ".lapline")
    const text = execFileSync(process.execPath, [main, "report", "--json", logs], {
      encoding: "utf8"
    })
    return JSON.parse(text).sites
  }
  const titleOf = ({
    count,
    p50_ms: p50Ms,
    p95_ms: p95Ms,
    share_of_turn: shareOfTurn
  }: ReportSite) => lensTitle({ count, p50Ms, p95Ms, shareOfTurn })

  it("shows over CheckEligibility and its steps what the command line reports", async () => {
    const { ui } = window
    await run("25 runs")
    const sites = report().filter(({ file }) => file === tool)
    const whole = sites.find(({ name }) => name === "execute_tool CheckEligibility")
    assert.ok(whole, "CheckEligibility was not measured")
    await ui.openFile(tool, whole.line)
    await ui.openContainer("Lapline")
    await ui.waitTreeRow(/ self · n \d/, "Bottlenecks")
    await ui.waitCodeLens(titleOf(whole))
    // The picture that the README shows; the pointer rests where nothing has a tip.
    await window.page.mouse.move(1_200, 80)
    await ui.picture(artifacts, "lens", allThemes)
    const shown = await window.vscode(async (api, file) => {
      const [root] = api.workspace.workspaceFolders ?? []
      if (root === undefined) return []
      const lenses: readonly { range: { start: { line: number } }; command?: { title: string } }[] =
        await api.commands.executeCommand(
          "vscode.executeCodeLensProvider",
          api.Uri.joinPath(root.uri, file),
          1_000
        )
      return lenses.map((lens) => `${lens.range.start.line + 1}: ${lens.command?.title}`)
    }, tool)
    for (const site of sites) {
      const own = shown.filter((text) => text.startsWith(`${site.line}: `))
      assert.ok(
        own.some((text) => text.endsWith(titleOf(site))),
        `${site.name}: ${own.join()}`
      )
    }
    assert.ok(sites.length >= 9, `${sites.length} sites`)
  })

  it("changes the number when a conversation runs again", async () => {
    await run("1 run")
    const whole = report().find(({ name }) => name === "execute_tool CheckEligibility")
    assert.ok(whole)
    await window.ui.openFile(tool, whole.line)
    assert.match(await window.ui.waitCodeLens(titleOf(whole)), / n 26 /)
  })

  it("places every line that was measured, on a line that exists", async () => {
    const { ui } = window
    await window.vscode(
      (api) =>
        void api.commands.executeCommand(
          "workbench.actions.treeView.lapline.bottlenecks.collapseAll"
        )
    )
    await ui.waitTreeRow("Start-up", "Bottlenecks")
    const rows = await ui.treeRows("Bottlenecks")
    assert.ok(!rows.some(({ label }) => label === "Not placed"), JSON.stringify(rows))
    for (const { file, line } of report()) {
      const text = readFileSync(path.join(window.workspace, file), "utf8").split("\n")[line - 1]
      assert.ok(text !== undefined && text.trim() !== "", `${file}:${line}`)
    }
  })
})
