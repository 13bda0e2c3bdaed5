/** Scripts in a log are tried on every webview in the real workbench: none of them runs. */
import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import path from "node:path"
import { artifacts } from "../subject.ts"
import { removeLogs } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

const attempts = [
  `<img src=x onerror="globalThis.ran=1">`,
  `<svg onload="globalThis.ran=1">`,
  `</script><script>globalThis.ran=1</script>`,
  `"><iframe srcdoc="<script>top.ran=1</script>">`,
  `javascript:globalThis.ran=1`,
  "${globalThis.ran=1}",
  `');globalThis.ran=1;('`,
  `<style>@import "https://evil.example/x.css";body{background:url(https://evil.example/y)}</style>`
]
const hostile = attempts.join(" ")

const line = (fields: object) =>
  `${JSON.stringify({ v: 1, timestamp: new Date().toISOString(), run_id: hostile, ...fields })}\n`

const span = (id: string, parent: string | undefined, name: string) =>
  line({
    metric: parent === undefined ? "turn" : "tool_execution",
    step: "total",
    name,
    tool_name: name,
    duration_ms: parent === undefined ? 100 : 40,
    status: "error",
    session_id: hostile,
    order_id: hostile,
    trace_id: "a".repeat(32),
    span_id: id.repeat(16),
    ...(parent === undefined ? {} : { parent_span_id: parent.repeat(16) }),
    "code.file.path": hostile,
    "code.line.number": 8,
    "error.type": hostile,
    "error.message": hostile,
    "exception.stacktrace": `${hostile}\n  at ${hostile}`,
    attributes: {
      [hostile]: hostile,
      "gen_ai.output.messages": hostile,
      "lapline.tools": [hostile, `${hostile}2`]
    }
  })

const log = [
  line({
    metric: "run",
    step: "total",
    name: "run",
    attributes: { "service.name": hostile, "lapline.conversation": hostile }
  }),
  line({ metric: "startup", step: hostile, name: hostile, duration_ms: 5 }),
  ...attempts.map((attempt, index) => span(String(index + 1), "f", attempt)),
  span("f", undefined, hostile),
  line({ metric: "resource", attributes: { "process.memory.rss_bytes": 1e8, [hostile]: 1 } }),
  line({ metric: "resource", attributes: { "process.memory.rss_bytes": 2e8 } })
]

describe("scripts in a log", function () {
  this.timeout(120_000)
  before(async () => {
    const { workspace, ui, vscode } = await sharedWindow()
    const folder = path.join(workspace, ".lapline")
    await vscode(async (api, at) => {
      await api.workspace.fs.createDirectory(api.Uri.file(at))
    }, folder)
    writeFileSync(path.join(folder, "a\"><img src=x onerror='top.ran=1'>.jsonl"), log.join(""))
    await ui.waitStatus("turn p50 100 ms")
  })
  after(async () => {
    const { vscode } = await sharedWindow()
    await vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.closeAllEditors")
    })
    await removeLogs(await sharedWindow())
  })

  /** Nothing ran, and nothing was even made that could. */
  const assertInert = async (): Promise<void> => {
    const { page, ui } = await sharedWindow()
    const found = await ui
      .webview()
      .locator("body")
      .evaluate<unknown, unknown>(
        `({
        ran: typeof globalThis.ran,
        made: document.querySelectorAll("body :is(img, iframe, style, object, embed, a)").length,
        scripts: [...document.scripts].filter(({ nonce, id }) => nonce === "" && id !== "_vscodeApiScript").length,
        handlers: [...document.body.querySelectorAll("*")].flatMap((each) =>
          each.getAttributeNames().filter((name) => name.startsWith("on"))
        ).length
      })`
      )
    assert.deepEqual(found, { ran: "undefined", made: 0, scripts: 0, handlers: 0 })
    assert.equal(await page.evaluate<string>("typeof globalThis.ran"), "undefined")
  }

  it("E6 do not run in the trace view: names, places, errors, attributes, search, flame graph", async () => {
    const { ui, vscode, page } = await sharedWindow()
    const folder = await vscode((api) => api.workspace.workspaceFolders?.[0]?.uri.toString() ?? "")
    await vscode(async (api, at) => {
      const ref = { folder: at, trace: "a".repeat(32) }
      await api.commands.executeCommand("lapline.openTrace", ref)
    }, folder)
    const view = ui.webview()
    await view.locator("[role=treegrid] .lines [role=row]").first().waitFor()
    await view.locator("[role=treegrid]").focus()
    for (const attempt of attempts) {
      await page.keyboard.press("ArrowDown")
      await view.locator(".details h2", { hasText: attempt }).waitFor()
    }
    assert.ok((await view.locator(".details").innerText()).includes(`<img src=x onerror=`))
    await assertInert()
    await view.locator("input[type=search]").fill(`"<img src=x onerror"`)
    await ui.until("matches", async () => / of \d/.test(await view.locator(".count").innerText()))
    await view.locator("button", { hasText: "Flame Graph" }).click()
    await assertInert()
    await ui.picture(artifacts, "hostile-trace", ["dark"])
  })

  it("do not run in the dashboard: tools, chains, runs, starts, memory", async () => {
    const { ui } = await sharedWindow()
    await ui.runCommand("Lapline: Open Dashboard")
    const view = ui.webview()
    await view.locator(".tile").first().waitFor()
    await ui.until("the tools", async () =>
      (await view.locator(".card").allInnerTexts()).some((text) => text.includes("<img src=x"))
    )
    await assertInert()
    await ui.picture(artifacts, "hostile-dashboard", ["dark"])
  })

  it("would not run even if markup of theirs were put into a page: the policy refuses it", async () => {
    const { ui } = await sharedWindow()
    const refused = await ui
      .webview()
      .locator("body")
      .evaluate<readonly string[], unknown>(
        `(async () => {
        const refused = new Set()
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
          refused.add(effectiveDirective)
        })
        const holder = document.createElement("div")
        holder.innerHTML = '<img src="https://evil.example/x" onerror="globalThis.ran=1">' +
          '<p style="color: red" onclick="globalThis.ran=1">x</p>'
        const script = document.createElement("script")
        script.textContent = "globalThis.ran=1"
        document.body.append(holder, script)
        holder.querySelector("p").click()
        while (refused.size < 4) await new Promise((resolve) => requestAnimationFrame(resolve))
        holder.remove()
        script.remove()
        return [...refused].toSorted()
      })()`
      )
    assert.deepEqual(refused, ["img-src", "script-src-attr", "script-src-elem", "style-src-attr"])
    await assertInert()
  })
})
