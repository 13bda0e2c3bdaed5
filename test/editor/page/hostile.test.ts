/** A hostile log in the real workbench: its text stays text everywhere. */
import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

const name =
  "$(alert) <img src=x onerror=alert(1)> [quit](command:workbench.action.quit) https://evil.example \u202e"

describe("a hostile log", function () {
  this.timeout(90_000)
  after(async () => removeLogs(await sharedWindow()))

  it("E4 shows its names as text in lens, tree, hover, quick pick and trace", async () => {
    const { ui, workspace, page } = await sharedWindow()
    mkdirSync(path.join(workspace, ".lapline"), { recursive: true })
    const record = (span: string) => ({
      v: 1,
      timestamp: new Date().toISOString(),
      metric: name,
      name: `${name}${span}`,
      duration_ms: 50,
      session_id: name,
      trace_id: "a".repeat(32),
      span_id: span.repeat(16),
      "code.file.path": "src/returns.ts",
      "code.line.number": 8,
      "code.function.name": "checkFraudFlag"
    })
    const lines = ["b", "c"].map((span) => `${JSON.stringify(record(span))}\n`)
    writeFileSync(path.join(workspace, ".lapline/hostile.jsonl"), lines.join(""))
    await ui.openContainer("Lapline")
    await ui.openFile("src/returns.ts", 8)
    const lens = await ui.waitCodeLens("<img src=x")
    assert.match(lens, /(^| · )\$\s?\(alert\) <img src=x/)
    await ui.waitTreeRow("<img src=x", "Bottlenecks")
    await ui.until("the hover", async () => (await ui.hoverText()).includes("<img src=x"))
    await ui.picture(artifacts, "hostile")
    const count = (selector: string) => page.locator(selector).count()
    assert.equal(await count("img[src='x']"), 0)
    assert.equal(await count(".codelens-decoration .codicon, .monaco-list-row .codicon-alert"), 0)
    const links = await page
      .locator(".monaco-hover:visible a[data-href], .monaco-hover:visible a[href]")
      .evaluateAll((all) =>
        all.map((link) => link.getAttribute("data-href") ?? link.getAttribute("href") ?? "")
      )
    assert.deepEqual(
      // Our own commands carry the name as an argument, encoded.
      links.filter((link) => /quit|evil/.test(link) && !/^command:lapline\.\w+\?%5B/.test(link)),
      []
    )
    await page.keyboard.press("Escape")
    await ui.clickCodeLens("<img src=x")
    await page
      .locator(".quick-input-widget:visible .quick-input-list .monaco-list-row")
      .first()
      .waitFor()
    assert.equal(await count(".quick-input-widget .codicon-alert"), 0)
    await page.keyboard.press("Enter")
    await page.locator(".tab.active", { hasText: "trace " }).waitFor()
    assert.equal(await count(".editor-group-container.active .detected-link"), 0)
  })
})
