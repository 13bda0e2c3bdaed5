/** axe finds no serious fault in any webview, in any theme. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Theme } from "../../vscode-host/ui/pictures.ts"
import { removeLogs } from "./agent-run.ts"
import { linesOf, madeRuns, writeLog } from "./made-log.ts"
import { sharedWindow } from "./shared-window.ts"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const themes: readonly Theme[] = ["light", "contrast-light", "contrast", "dark"]

interface Fault {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly string[]
}

/** As the Web Content Accessibility Guidelines define it; channels from 0 to 255. */
const luminance = ([red = 0, green = 0, blue = 0]: readonly number[]): number => {
  const linear = (channel: number) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

describe("the webviews", function () {
  this.timeout(180_000)
  before(async () => {
    const { workspace, ui } = await sharedWindow()
    for (const run of madeRuns(2, Date.now())) writeLog(workspace, run.runId, linesOf(run))
    await ui.waitStatus("turn p50")
  })
  after(async () => {
    const { vscode, ui } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
    await ui.useTheme("dark")
    await removeLogs(await sharedWindow())
  })

  /** What axe calls serious or critical, with the elements. */
  const faults = async (): Promise<readonly Fault[]> => {
    const { ui } = await sharedWindow()
    const body = ui.webview().locator("body")
    // As text, since a test in Node does not have the page's types; the page's policy does not hold for a debugger.
    if ((await body.evaluate<string, unknown>("typeof globalThis.axe")) === "undefined") {
      await body.evaluate<unknown, unknown>(`${axe};undefined`)
    }
    const found = await body.evaluate<string, unknown>(
      `globalThis.axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
        JSON.stringify(violations.map(({ id, impact, nodes }) => ({
          id, impact, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 200) + failureSummary)
        })))
      )`
    )
    const violations: readonly Fault[] = JSON.parse(found)
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
  }
  const check = async () => {
    const { ui } = await sharedWindow()
    for (const theme of themes) {
      await ui.useTheme(theme)
      assert.deepEqual(await faults(), [], theme)
    }
  }

  it("have no serious fault: the dashboard, with its tables open", async () => {
    const { ui } = await sharedWindow()
    await ui.runCommand("Lapline: Open Dashboard")
    const view = ui.webview()
    await view.locator(".tile").first().waitFor()
    for (const summary of await view.locator("summary:visible").all()) await summary.click()
    await check()
  })

  it("write failures on a canvas, where axe cannot see, in a colour that can be read", async () => {
    const { ui } = await sharedWindow()
    for (const theme of themes) {
      await ui.useTheme(theme)
      const colors = await ui.webview().locator("body").evaluate<string, unknown>(`JSON.stringify(
        ["--lap-failed", "--lap-background"].map((name) => {
          const brush = document.createElement("canvas").getContext("2d")
          const probe = document.body.appendChild(document.createElement("i"))
          probe.style.color = "var(" + name + ")"
          brush.fillStyle = getComputedStyle(probe).color
          probe.remove()
          brush.fillRect(0, 0, 1, 1)
          return [...brush.getImageData(0, 0, 1, 1).data]
        })
      )`)
      const [failed = 0, background = 0] = (JSON.parse(colors) as number[][]).map(luminance)
      const [dark, light] = [failed, background].toSorted((a, b) => a - b)
      const contrast = ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
      assert.ok(contrast >= 4.5, `${theme}: ${contrast.toFixed(2)}`)
    }
  })

  it("have no serious fault: the trace view, as waterfall, as flame graph and with its help", async () => {
    const { ui } = await sharedWindow()
    await ui.webview().locator(".link").first().click()
    const view = ui.webview()
    await view.locator("[role=treegrid] .lines [role=row]").first().waitFor()
    await view.locator("[role=treegrid]").press("e")
    await view.locator(".details dl").first().waitFor()
    await check()
    await view.locator("button", { hasText: "Flame Graph" }).click()
    await check()
    await view.locator("canvas.frames").press("?")
    await view.locator("dialog[open]").waitFor()
    await check()
  })
})
