/** From the data of a large trace to its first picture, measured inside the webview that draws it. */
import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { activate, settle, type Subject, withWindow } from "./subject.ts"

export interface TracePaint {
  readonly spans: number
  /** From the message with the data, before it is even deserialised, until the canvas is drawn, milliseconds. */
  readonly paintedMs: readonly number[]
}

const TRACE = "a".repeat(32)

/** A turn of `spans` spans: tools with steps with queries, as an agent that loops makes them. */
const linesOf = (spans: number): string => {
  const startMs = Date.UTC(2026, 0, 1)
  const id = (index: number) => index.toString(16).padStart(16, "0")
  const lineOf = (index: number, fields: object) =>
    JSON.stringify({
      v: 1,
      trace_id: TRACE,
      span_id: id(index),
      "code.file.path": "agent/turn.ts",
      "code.line.number": 1 + (index % 40),
      ...fields
    })
  const lines = [
    lineOf(1, {
      timestamp: new Date(startMs + spans).toISOString(),
      metric: "turn",
      name: "invoke_agent bench",
      duration_ms: spans
    })
  ]
  for (let index = 2; index <= spans; index++) {
    const place = (index - 2) % 10
    const parent = place === 0 ? 1 : place < 4 ? index - place : index - 1 - ((place - 4) % 3)
    const [metric, name] =
      place === 0
        ? ["tool_execution", `execute_tool Tool${index % 7}`]
        : ["db_query", `SELECT table_${place}`]
    lines.push(
      lineOf(index, {
        timestamp: new Date(startMs + index + 10 - place).toISOString(),
        parent_span_id: id(parent),
        metric,
        name,
        duration_ms: 10 - place
      })
    )
  }
  return `${lines.join("\n")}\n`
}

/**
 * Runs in every frame before its own scripts: notes when the message with a trace arrives. Patching is needed because VS Code writes the
 * webview's document anew, which takes listeners away but not what is patched.
 */
const NOTE_ARRIVALS = `{
  const add = EventTarget.prototype.addEventListener
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (type !== "message" || typeof listener !== "function") {
      return add.call(this, type, listener, options)
    }
    const noting = function (event) {
      const arrivedMs = performance.now()
      const answer = listener.call(this, event)
      // The first counts: what the view is sent again finds it drawn.
      if (event.data?._tag === "Trace") globalThis.laplineArrivedMs ??= arrivedMs
      return answer
    }
    return add.call(this, type, noting, options)
  }
}`

/** Milliseconds from arrival to the end of the drawing; null until both are there. */
const PAINTED = `(() => {
  const [painted] = performance.getEntriesByName("lapline.painted")
  const arrivedMs = globalThis.laplineArrivedMs
  if (painted === undefined || arrivedMs === undefined) return null
  return painted.startTime + painted.duration - arrivedMs
})()`

export const measureTrace = (
  subject: Subject,
  { spans, rounds }: { readonly spans: number; readonly rounds: number }
): Promise<TracePaint> =>
  withWindow(subject, undefined, async (window) => {
    const { workspace, vscode, ui, page } = window
    await page.context().addInitScript(NOTE_ARRIVALS)
    mkdirSync(path.join(workspace, ".lapline"))
    writeFileSync(path.join(workspace, ".lapline/bench.jsonl"), linesOf(spans))
    await settle(window)
    await activate(window, subject.id)
    await ui.waitStatus("turn p50", 120_000)
    const paintedMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      await vscode(async (api, trace) => {
        const folder = api.workspace.workspaceFolders?.[0]?.uri.toString() ?? ""
        await api.commands.executeCommand("lapline.openTrace", { folder, trace })
      }, TRACE)
      await ui.webview().locator(".trace h1").waitFor()
      const painted = () => ui.webview().locator("body").evaluate<number | null, unknown>(PAINTED)
      paintedMs.push(await ui.until("the picture", painted, 60_000))
      await vscode(async (api) => {
        await api.commands.executeCommand("workbench.action.closeAllEditors")
      })
      await ui.until(
        "the view's end",
        async () => (await page.locator("iframe.webview").count()) === 0
      )
    }
    return { spans, paintedMs }
  })
