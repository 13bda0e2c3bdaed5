/** Findings as problems: on their lines, hints once the code was edited, hidden where the user says so. */
import assert from "node:assert/strict"
import { allThemes } from "../../vscode-host/ui/pictures.ts"
import { artifacts } from "../subject.ts"
import { removeLogs, runAgent } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

const source = "src/returns.ts"

/** `line severity code` of each of our findings; lines count from 1. */
const findings = async (): Promise<readonly string[]> => {
  const { vscode } = await sharedWindow()
  return vscode((api) =>
    api.languages
      .getDiagnostics()
      .flatMap(([, diagnostics]) =>
        diagnostics.flatMap(({ source: from, code, range, severity }) =>
          from === "Lapline" && typeof code === "object"
            ? [`${range.start.line + 1} ${api.DiagnosticSeverity[severity]} ${code.value}`]
            : []
        )
      )
  )
}
const untilFindings = async (wanted: readonly string[]) => {
  const { ui } = await sharedWindow()
  await ui.until(
    `findings ${wanted}`,
    async () => JSON.stringify(await findings()) === JSON.stringify(wanted)
  )
}
const actions = async () => {
  const { vscode } = await sharedWindow()
  return vscode(async (api) => {
    const editor = api.window.activeTextEditor
    if (editor === undefined) return []
    const found = await api.commands.executeCommand<
      { title: string; command?: { command: string; arguments?: unknown[] } }[]
    >("vscode.executeCodeActionProvider", editor.document.uri, new api.Range(3, 0, 3, 5))
    return found.map(({ title }) => title)
  })
}

describe("findings", function () {
  this.timeout(90_000)
  before(async () => {
    const window = await sharedWindow()
    await removeLogs(window)
    runAgent(window, 25)
    await window.ui.openFile(source, 4)
    await untilFindings(["4 Warning slow-query"])
  })
  after(async () => {
    const { vscode } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closePanel")
    })
    await removeLogs(await sharedWindow())
  })

  it("stand on their lines and lead to what they mean", async () => {
    const { ui, vscode } = await sharedWindow()
    const link = await vscode((api) =>
      api.languages
        .getDiagnostics()
        .flatMap(([, diagnostics]) =>
          diagnostics.flatMap(({ code }) =>
            typeof code === "object" && code.value === "slow-query" ? [String(code.target)] : []
          )
        )
    )
    assert.match(link[0] ?? "", /docs\/findings\.md#slow-query$/)
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.actions.view.problems")
    })
    await ui.waitCodeLens("p50")
    await ui.picture(artifacts, "findings", allThemes)
  })

  it("can be followed to a trace or hidden", async () => {
    assert.deepEqual(
      (await actions()).filter((title) => /trace|Hide/.test(title)),
      ["Show the trace", "Hide this finding here"]
    )
  })

  it("are hints about code that was edited since", async () => {
    const { page, vscode, ui } = await sharedWindow()
    await ui.openFile(source, 5)
    await page.keyboard.type("// ")
    await untilFindings(["4 Hint slow-query"])
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.files.revert")
    })
    await untilFindings(["4 Warning slow-query"])
  })

  it("move with their line", async () => {
    const { page, vscode, ui } = await sharedWindow()
    await ui.openFile(source, 1)
    await page.keyboard.type("\n\n")
    await untilFindings(["6 Warning slow-query"])
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.files.revert")
    })
    await untilFindings(["4 Warning slow-query"])
  })

  it("stay away once hidden, until all are shown again", async () => {
    const { ui, vscode } = await sharedWindow()
    await ui.openFile(source, 4)
    await vscode(async (api) => {
      const editor = api.window.activeTextEditor
      if (editor === undefined) return
      const found = await api.commands.executeCommand<
        { title: string; command?: { command: string; arguments?: unknown[] } }[]
      >("vscode.executeCodeActionProvider", editor.document.uri, new api.Range(3, 0, 3, 5))
      const hide = found.find(({ title }) => title === "Hide this finding here")?.command
      if (hide !== undefined)
        await api.commands.executeCommand(hide.command, ...(hide.arguments ?? []))
    })
    await untilFindings([])
    await ui.runCommand("Lapline: Show Hidden Findings")
    await untilFindings(["4 Warning slow-query"])
    await ui.clearNotifications()
  })

  it("are switched off by a setting", async () => {
    const { vscode } = await sharedWindow()
    const set = (on: boolean | null) =>
      vscode(async (api, value) => {
        const settings = api.workspace.getConfiguration("lapline")
        await settings.update(
          "findings.enabled",
          value ?? undefined,
          api.ConfigurationTarget.Global
        )
      }, on)
    await set(false)
    await untilFindings([])
    await set(null)
    await untilFindings(["4 Warning slow-query"])
  })
})
