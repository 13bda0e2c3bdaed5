/** The trace view in the real workbench: drawn, walked through by keys, searched, and remembered. */
import assert from "node:assert/strict"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { linesOf, turn, writeLog } from "./made-log.ts"
import { sharedWindow } from "./shared-window.ts"

const all = ["light", "contrast-light", "contrast", "dark"] as const

describe("the trace view", function () {
  this.timeout(120_000)
  const view = async () => (await sharedWindow()).ui.webview()
  const press = async (...keys: readonly string[]) => {
    const { page } = await sharedWindow()
    for (const key of keys) await page.keyboard.press(key)
    // What the keys changed is drawn with the next frame.
    await (
      await view()
    )
      .locator("body")
      .evaluate<unknown, unknown>(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"
      )
  }
  const selected = async () =>
    (await (await view()).locator(".line.selected .title").innerText()).trim()
  const rangeOf = async () => (await (await view()).locator(".toolbar").innerText()).trim()

  before(async () => {
    const { workspace, ui, vscode } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
    const run = { runId: "made", startMs: Date.now(), traces: [turn(0)] }
    writeLog(workspace, "made", linesOf(run))
    await ui.waitStatus("p50 1.84 s")
    await vscode(async (api) => void api.commands.executeCommand("lapline.openTrace"))
    await ui.pick("1.84 s")
    await (await view()).locator(".trace h1").waitFor()
  })
  after(async () => {
    const { vscode } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
    await removeLogs(await sharedWindow())
  })

  it("shows the spans as a tree grid with the figures of the log", async () => {
    const { ui } = await sharedWindow()
    const grid = (await view()).locator("[role=treegrid]")
    assert.equal(await grid.getAttribute("aria-rowcount"), "19")
    const lines = await grid.locator(".lines [role=row]:visible").allInnerTexts()
    assert.match(lines[0] ?? "", /invoke_agent returns[\s\S]*1\.84 s[\s\S]*18\.0 ms/)
    assert.equal(lines.length, 18)
    await ui.picture(artifacts, "trace-view", all)
  })

  it("is walked through by keys, as a tree", async () => {
    const grid = (await view()).locator("[role=treegrid]")
    await grid.focus()
    await press("ArrowDown", "ArrowDown", "ArrowDown")
    assert.equal(await selected(), "execute_tool LookupOrder")
    const active = await grid.getAttribute("aria-activedescendant")
    const row = (await view()).locator(`#${active}`)
    assert.equal(await row.getAttribute("aria-level"), "3")
    assert.equal(await row.getAttribute("aria-expanded"), "true")
    await press("ArrowLeft")
    assert.equal(await row.getAttribute("aria-expanded"), "false")
    assert.equal(await grid.getAttribute("aria-rowcount"), "17")
    await press("ArrowRight", "ArrowRight")
    assert.equal(await selected(), "SELECT orders")
    await press("e")
    assert.equal(await selected(), "SELECT fraud_flags")
    await press("Home")
    assert.equal(await selected(), "invoke_agent returns")
  })

  it("tells all of the selected span, and goes to its line", async () => {
    const { ui, vscode } = await sharedWindow()
    await (await view()).locator("[role=treegrid]").focus()
    await press("e")
    const details = (await view()).locator(".details")
    await details.locator(".error").waitFor()
    const text = await details.innerText()
    assert.match(text, /DatabaseError: database is locked/)
    assert.match(text, /SELECT \* FROM fraud_flags WHERE id = \?/)
    await press("Home")
    await details.locator("button.source", { hasText: "src/returns.ts:23" }).waitFor()
    await press("Enter")
    const at = () =>
      vscode((api) => {
        const editor = api.window.activeTextEditor
        return `${editor?.document.uri.path.split("/").at(-1)}:${(editor?.selection.active.line ?? -1) + 1}`
      })
    await ui.until("the line", async () => (await at()) === "returns.ts:23")
    await ui.picture(artifacts, "trace-view-beside", ["dark"])
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeActiveEditor")
    })
  })

  it("finds spans by the filter language and says where a filter is wrong", async () => {
    const { ui } = await sharedWindow()
    await (await view()).locator("[role=treegrid]").focus()
    await press("/")
    const search = (await view()).locator("input[type=search]")
    const count = (await view()).locator(".count")
    await search.fill("metric=db_query and duration>80ms")
    await ui.until("the matches", async () => /1 of 2/.test(await count.innerText()))
    assert.equal(await selected(), "SELECT order_items")
    await press("Enter")
    assert.equal(await selected(), "SELECT fraud_flags")
    await ui.picture(artifacts, "trace-view-search", ["light"])
    await search.fill("duration>soon")
    await ui.until("the problem", async () => (await count.getAttribute("title")) !== "")
    assert.equal(await search.getAttribute("aria-invalid"), "true")
    await search.press("Escape")
    assert.equal(await search.inputValue(), "")
  })

  it("looks closer by keys, by dragging and by the wheel, and steps back", async () => {
    const { ui, page } = await sharedWindow()
    const whole = (await view()).locator("button", { hasText: "Whole trace" })
    await (await view()).locator("[role=treegrid]").focus()
    // It is drawn with the next frame.
    const untilWhole = (isWhole: boolean) =>
      ui.until(`whole: ${isWhole}`, async () => (await whole.isDisabled()) === isWhole)
    await untilWhole(true)
    await press("+")
    await untilWhole(false)
    await press("0")
    await untilWhole(true)
    const box = await (await view()).locator(".bars").boundingBox()
    assert.ok(box)
    await page.mouse.move(box.x + 50, box.y + 100)
    await page.mouse.down()
    await page.mouse.move(box.x + 150, box.y + 100, { steps: 4 })
    await page.mouse.up()
    await untilWhole(false)
    await whole.click()
    await page.mouse.move(box.x + 100, box.y + 100)
    await page.keyboard.down("Control")
    await page.mouse.wheel(0, -400)
    await page.keyboard.up("Control")
    await untilWhole(false)
    await ui.picture(artifacts, "trace-view-closer", ["dark"])
    await whole.click()
    assert.match(await rangeOf(), /Whole trace/)
  })

  it("draws the same trace as a flame graph, and comes back to it", async () => {
    const { ui, page } = await sharedWindow()
    await (await view()).locator("button", { hasText: "Flame Graph" }).click()
    const frames = (await view()).locator("canvas.frames")
    await frames.focus()
    await press("Home", "ArrowDown")
    assert.match((await frames.getAttribute("aria-label")) ?? "", /^iteration · n 2 ·/)
    await ui.picture(artifacts, "flame-graph", all)
    await ui.openFile("lapline.json")
    await page.locator(".tab", { hasText: "trace " }).click()
    await frames.waitFor()
    await ui.until("the same frame", async () =>
      ((await frames.getAttribute("aria-label")) ?? "").startsWith("iteration · n 2 ·")
    )
    await (await view()).locator("button", { hasText: "Waterfall" }).click()
  })

  it("lists its keys", async () => {
    const { ui } = await sharedWindow()
    await (await view()).locator("[role=treegrid]").focus()
    await press("?")
    const help = (await view()).locator("dialog[open]")
    await help.waitFor()
    assert.ok((await help.locator("dt").count()) > 10)
    await ui.picture(artifacts, "trace-view-keys", ["light"])
    await press("Escape")
    await help.waitFor({ state: "detached" }).catch(() => help.waitFor({ state: "hidden" }))
  })
})
