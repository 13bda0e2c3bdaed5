/** A German window: everything that the extension says in it is German, sentences of the analysis and figures too. */
import assert from "node:assert/strict"
import { RUN_KEYS } from "../../../sdk/record/keys.ts"
import type { Theme } from "../../vscode-host/ui/pictures.ts"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest, workspaceFolder } from "../subject.ts"
import { runAgent } from "./agent-run.ts"
import { linesOf, madeRuns, writeLog } from "./made-log.ts"

/** Words that no German text has, nor the names in the logs. */
const ENGLISH = /\b(?:the|of|and|with|without|failed|took|lines?|runs?|calls?|each|seen|self)\b/i

const assertGerman = (texts: readonly string[], what: string) => {
  assert.ok(texts.join("").length > 0, `${what} say nothing`)
  for (const text of texts) assert.ok(!ENGLISH.test(text), `${what}: ${text}`)
}

const prepare = (workspace: string) => {
  for (const [index, run] of madeRuns(4, Date.UTC(2025, 11, 14, 12)).entries()) {
    const runId = `lauf-${index}`
    writeLog(
      workspace,
      runId,
      linesOf({ ...run, runId, header: { [RUN_KEYS.content]: "redacted" } })
    )
  }
  runAgent({ workspace }, 25)
}

describe("a German window", function () {
  this.timeout(120_000)
  let window: Workbench
  before(async () => {
    const [extension, workspace] = [extensionUnderTest, workspaceFolder]
    window = await openWorkbench({ extension, workspace, prepare, artifacts, language: "de" })
    await window.ui.openFile("src/returns.ts", 4)
    await window.ui.waitStatus("Turn p50")
  })
  after(() => window.close())

  const command = async (id: string) => {
    await window.vscode(async (api, name) => void (await api.commands.executeCommand(name)), id)
  }
  const picture = (name: string, themes: readonly Theme[] = ["dark"]) =>
    window.ui.picture(artifacts, `german-${name}`, themes)

  it("has German lap times, hovers and status", async () => {
    const { ui, vscode, page } = window
    assert.equal(await vscode((api) => api.env.language), "de")
    const lens = await ui.waitCodeLens(/n 1\d\d .* des Turns/)
    assert.match(lens, /\d,\d ms p50 · p95 \d/)
    assertGerman(await ui.codeLenses(), "lap times")
    const hover = async () => {
      const text = await ui.hoverText()
      return text.includes("Langsamste Traces") ? text : undefined
    }
    assertGerman([await ui.until("all of the hover", hover)], "hovers")
    await picture("hover", ["light", "dark"])
    await page.keyboard.press("Escape")
    await ui.openFile("src/returns.ts", 23)
    await ui.until("the hover of a turn", async () =>
      (await ui.hoverText()).includes("Alle Rundenzeiten ausblenden")
    )
    await picture("hover-alone", ["light", "dark"])
    await page.keyboard.press("Escape")
    const status = await ui.waitStatus("Turn p50")
    assert.match(status, /^5 Zeilen · Turn p50 \d+.* · Prompts aufgezeichnet$/)
  })

  it("has German findings", async () => {
    const { vscode } = window
    await command("workbench.actions.view.problems")
    const problems = await vscode((api) =>
      api.languages
        .getDiagnostics()
        .flatMap(([, all]) =>
          all.flatMap(({ source, message, relatedInformation = [] }) =>
            source === "Lapline" ? [message, ...relatedInformation.map((each) => each.message)] : []
          )
        )
    )
    assert.ok(
      problems.some((text) =>
        /^Eine Abfrage dauerte \d+ ms: .*; gesehen in \d+ von \d+ Turns; würde jeweils \d/.test(
          text
        )
      ),
      problems.join("\n")
    )
    assertGerman(problems, "findings")
    await picture("findings")
    await command("workbench.action.closePanel")
  })

  it("has German trees", async () => {
    const { ui } = window
    await ui.openContainer("Lapline")
    await ui.waitTreeRow(/^Aufgezeichnet/)
    await ui.waitTreeRow(/selbst · n \d+ · \d/)
    const rows = async () =>
      (await ui.treeRows()).map(({ label, description }) => `${label} ${description}`)
    assertGerman(await rows(), "trees")
    await picture("trees", ["light", "dark"])
    await command("lapline.runs.focus")
    await ui.waitTreeRow(/Prompts aufgezeichnet · 25 Turns · p50 \d,\d+ s/)
    assertGerman(await rows(), "runs")
    await picture("runs")
  })

  it("has a German trace view", async () => {
    const { ui, vscode } = window
    await command("workbench.action.closeSidebar")
    void command("lapline.openTrace")
    await ui.pick(" s")
    const view = ui.webview()
    await view.locator("[role=treegrid]").waitFor()
    await ui.until("the facts", async () =>
      /\d,\d+ s · 18 Abschnitte/.test(await view.locator(".facts").innerText())
    )
    const text = () => view.locator("body").innerText()
    assertGerman(
      [(await text()).replaceAll(/\b(?:SELECT|execute_tool) \S+/g, "")],
      "the trace view"
    )
    await view.locator("[role=treegrid]").press("ArrowDown")
    await picture("trace", ["light", "dark"])
    await view.locator("input[type=search], input").first().fill("duration>1")
    await ui.until("the problem", async () => /hat keine Einheit/.test(await text()))
    await picture("trace-problem")
    await view.getByRole("button", { name: "Als Text" }).click()
    await ui.until("the text", async () =>
      vscode((api) =>
        /^Trace .*\n\d,\d+ s · 18 Abschnitte · /.test(
          api.window.activeTextEditor?.document.getText() ?? ""
        )
      )
    )
    const lines = await vscode((api) => api.window.activeTextEditor?.document.getText() ?? "")
    assertGerman([lines.replaceAll(/\b(?:SELECT|execute_tool) \S+/g, "")], "the trace as text")
    await picture("trace-text")
    await command("workbench.action.closeAllEditors")
  })

  it("has a German dashboard", async () => {
    const { ui } = window
    await command("lapline.openDashboard")
    const view = ui.webview()
    await view.locator(".dashboard .tile").first().waitFor()
    await ui.until("the figures", async () =>
      /\d,\d+ s p95 · \d,\d+ s p99/.test(await view.locator(".tile").nth(1).innerText())
    )
    assertGerman([await view.locator("body").innerText()], "the dashboard")
    await picture("dashboard", ["light", "dark"])
    await view.locator(".dashboard").press("End")
    await picture("dashboard-below")
    await command("workbench.action.closeAllEditors")
  })

  it("runs conversations in German", async () => {
    const { ui, page } = window
    void command("lapline.runConversation")
    await ui.pick("unknown order")
    await page.keyboard.press("Enter")
    await ui.pick("3 Läufe")
    const { message, buttons } = await ui.waitNotification("fehlgeschlagen")
    assert.match(message, /1 Gespräch · 2 bestanden · 1 fehlgeschlagen · \d+ ms/)
    assertGerman([message, ...buttons], "the summary")
    await command("workbench.panel.testResults.view.focus")
    await picture("run")
    await ui.clearNotifications()
  })

  it("has a German walkthrough and German commands", async () => {
    const { ui, page } = window
    await command("workbench.action.closePanel")
    await command("lapline.openWalkthrough")
    const steps = page.locator(".getting-started-step")
    await ui.until("five steps", async () => (await steps.count()) === 5)
    assertGerman(await steps.allInnerTexts(), "the walkthrough")
    await picture("walkthrough")
    await command("workbench.action.closeAllEditors")
    await command("workbench.action.showCommands")
    await page.keyboard.type("Lapline:")
    // The second row of a command is its English name.
    const entry = ".quick-input-widget:visible .quick-input-list-rows"
    const rows = page.locator(`${entry} > :first-child .label-name`)
    await ui.until("the commands", async () => (await rows.count()) > 5)
    assertGerman(await rows.allInnerTexts(), "the commands")
    await picture("commands")
    await ui.closeQuickInput()
  })

  it("says in German why a filter is none", async () => {
    const { ui, page } = window
    void command("lapline.filterBottlenecks")
    await page.locator(".quick-input-widget:visible input").first().waitFor()
    await page.keyboard.type("duraton>50ms")
    const shown = page.locator(".quick-input-widget:visible .quick-input-message")
    await ui.until("the problem", async () =>
      /kein Feld duraton\. Meinten Sie duration\?|kein Feld `duraton`\. Meinten Sie duration\?/.test(
        await shown.innerText()
      )
    )
    await picture("filter")
    await ui.closeQuickInput()
  })
})
