/** Lap times as they are drawn: above, at the end and both, dimmed, with heat, in every theme; and in a workspace of two folders. */
import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { allThemes } from "../../vscode-host/ui/pictures.ts"
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest } from "../subject.ts"
import { removeLogs, runAgent } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

const source = "src/returns.ts"

/** What stands after the lines, and in which colour; read in the page itself. */
const ends = async ({ page }: Pick<Workbench, "page">): Promise<ReadonlyMap<string, string>> => {
  const found = await page.evaluate<[string, string][]>(`
    [...document.querySelectorAll(".editor-group-container.active .view-lines span")]
      .map((span) => getComputedStyle(span, "::after"))
      .filter(({ content }) => content.includes("p50"))
      .map(({ content, color }) => [content.replaceAll(/^"|"$/g, "").replaceAll("\\u00a0", " "), color])`)
  return new Map(found)
}

describe("lap times in the editor", function () {
  this.timeout(90_000)
  const set = async (key: string, value: string | boolean | null) => {
    const { vscode } = await sharedWindow()
    await vscode(
      async (api, name: string, wanted: string | boolean | null) => {
        const settings = api.workspace.getConfiguration("lapline")
        await settings.update(name, wanted ?? undefined, api.ConfigurationTarget.Global)
      },
      key,
      value
    )
  }
  const revert = async () => {
    const { vscode } = await sharedWindow()
    await vscode(
      async (api) => void (await api.commands.executeCommand("workbench.action.files.revert"))
    )
  }

  before(async () => {
    const window = await sharedWindow()
    await removeLogs(window)
    runAgent(window, 30)
    // What other specs left open would hide lines, and lines out of sight are not drawn.
    await window.vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
      await api.commands.executeCommand("workbench.action.closePanel")
    })
    await window.ui.openFile(source, 23)
    await window.ui.waitCodeLens("n 30 ")
  })
  after(async () => {
    await set("lens.placement", null)
    await set("heat.enabled", null)
    await revert()
    await removeLogs(await sharedWindow())
  })

  it("stand above the line, at its end, or both", async () => {
    const window = await sharedWindow()
    assert.equal((await ends(window)).size, 0)
    await set("lens.placement", "both")
    await window.ui.until("both", async () => (await ends(window)).size === 5)
    assert.equal((await window.ui.codeLenses()).length, 5)
    await set("lens.placement", "endOfLine")
    await window.ui.until("the end alone", async () => (await window.ui.codeLenses()).length === 0)
    assert.equal((await ends(window)).size, 5)
  })

  it("are dimmed at the end of a line whose code was edited, in every theme", async () => {
    const window = await sharedWindow()
    await set("lens.placement", "both")
    await window.ui.openFile(source, 14)
    await window.page.keyboard.type("// ")
    await window.ui.waitCodeLens("edited since the run")
    const isDim = (text: string) => text.startsWith("edited since the run")
    await window.ui.until("the dimmed one", async () =>
      [...(await ends(window)).keys()].some(isDim)
    )
    const all = [...(await ends(window))]
    const plain = new Set(all.filter(([text]) => !isDim(text)).map(([, color]) => color))
    const dimmed = all.filter(([text]) => isDim(text)).map(([, color]) => color)
    assert.equal(plain.size, 1)
    assert.ok(dimmed.every((color) => !plain.has(color)))
    await window.ui.picture(artifacts, "both", allThemes)
    await revert()
    await window.ui.until("fresh again", async () => ![...(await ends(window)).keys()].some(isDim))
  })

  it("keep their lines while the numbers change", async () => {
    const window = await sharedWindow()
    await set("lens.placement", "above")
    await window.ui.openFile(source, 23)
    await window.ui.until("five lenses", async () => (await window.ui.codeLenses()).length === 5)
    const tops = `[...document.querySelectorAll(".editor-group-container.active .view-line")].map((line) => line.style.top).join()`
    let before = ""
    await window.ui.until("a text that stands still", async () => {
      const last = before
      before = await window.page.evaluate<string>(tops)
      return last === before
    })
    for (const n of [31, 32, 33]) {
      runAgent(window, 1)
      await window.ui.waitCodeLens(`n ${n} `)
      assert.equal(await window.page.evaluate<string>(tops), before)
    }
  })

  it("mark the heat of their lines in the gutter, and stop when told to", async () => {
    const { ui, page } = await sharedWindow()
    const gutter = page.locator(".editor-group-container.active .glyph-margin-widgets .cgmr")
    await ui.until("marks", async () => (await gutter.count()) >= 4)
    await set("heat.enabled", false)
    await ui.until("no marks", async () => (await gutter.count()) === 0)
    await set("heat.enabled", null)
    await ui.until("marks again", async () => (await gutter.count()) >= 4)
  })

  it("hide a kind from the hover's link", async () => {
    const { ui, page } = await sharedWindow()
    await ui.openFile(source, 4)
    await ui.hoverText()
    await page.locator(".monaco-hover:visible a").filter({ hasText: "Hide this kind" }).click()
    await ui.until("four lenses", async () => (await ui.codeLenses()).length === 4)
    await set("lens.hiddenMetrics", null)
    await ui.until("five lenses", async () => (await ui.codeLenses()).length === 5)
  })

  it("draw the laps in the hover, in every theme", async () => {
    const { ui, page } = await sharedWindow()
    for (const theme of allThemes) {
      await ui.useTheme(theme)
      await ui.openFile(source, 17)
      assert.match(await ui.hoverText(), /CheckEligibility/)
      const drawn = page.locator(".monaco-hover:visible img")
      await ui.until("the picture", async () => {
        const widths = await drawn.evaluateAll((images) =>
          images.map((image) => image.getBoundingClientRect().width)
        )
        return widths.some((width) => width > 300)
      })
      await ui.picture(artifacts, "laps", [theme])
      await page.keyboard.press("Escape")
    }
  })
})

describe("a workspace of two folders", function () {
  this.timeout(90_000)
  let folder = ""
  let window: Workbench

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lapline-two-"))
    for (const name of ["shop", "stock"]) {
      mkdirSync(path.join(folder, name, "src"), { recursive: true })
      mkdirSync(path.join(folder, name, ".lapline"))
      writeFileSync(
        path.join(folder, name, "src/find.ts"),
        'Lap.step("find")(() => {\n  run()\n})\n'
      )
    }
    const folders = [{ path: "shop" }, { path: "stock" }]
    writeFileSync(path.join(folder, "several.code-workspace"), JSON.stringify({ folders }))
    window = await openWorkbench({ extension: extensionUnderTest, workspace: folder, artifacts })
  })
  after(async () => {
    await window?.close()
    rmSync(folder, { recursive: true })
  })

  const log = (name: string, root: string, ms: number): void => {
    const run = { v: 1, run_id: name, timestamp: new Date(Date.now() + 5).toISOString() }
    const header = { ...run, metric: "run", duration_ms: 0, attributes: { "lapline.root": root } }
    const place = { "code.file.path": "src/find.ts", "code.line.number": 1 }
    const lap = { ...run, metric: "span", name: "find", duration_ms: ms, ...place }
    writeFileSync(
      path.join(window.workspace, name, ".lapline/a.jsonl"),
      `${JSON.stringify(header)}\n${JSON.stringify(lap)}\n`
    )
  }

  it("shows over each file what its own folder's log says, also of runs on another machine", async () => {
    const { ui, workspace } = window
    log("shop", path.join(workspace, "shop"), 11)
    log("stock", "/container/app", 22)
    await ui.openFile("shop/src/find.ts")
    await ui.waitCodeLens("11.0 ms p50")
    assert.equal((await ui.codeLenses()).length, 1)
    await ui.openFile("stock/src/find.ts")
    await ui.waitCodeLens("22.0 ms p50")
    assert.equal((await ui.codeLenses()).length, 1)
    await ui.picture(artifacts, "two-folders", ["dark"])
  })
})
