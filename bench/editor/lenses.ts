/** What lenses cost the extension host when a large log is in memory, and what reading that log costs it. */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { generate } from "../read/generate.ts"
import { activate, settle, type Subject, withWindow } from "./subject.ts"

export interface LensCost {
  readonly lenses: number
  /** Mean milliseconds in the extension's own provider for one answer, by the CPU profiler. */
  readonly providerMs: number
  /** Median milliseconds of a whole answer, the ways between the editor's processes included. */
  readonly roundTripMs: number
  /** Milliseconds from activation until the last record's lens was there. */
  readonly loadMs: number
  /** The longest time that the host answered nothing while it read, milliseconds. */
  readonly longestStallMs: number
  /** Resident memory of the host, before and after, bytes. */
  readonly memoryBefore: number
  readonly memoryAfter: number
}

/** The file of the generated log that has the most common sites. */
const BUSY = "agent/tools/get-order-details.ts"
/** Line 20 holds the tool, each seventh line after it one of its steps, as the log says. */
const busySource = Array.from({ length: 300 }, (_, line) => {
  const step = (line + 1 - 20) / 7
  const name = step === 0 ? "GetOrderDetails" : `step_${step}`
  const isSite = Number.isInteger(step) && step >= 0 && step < 40
  return isSite ? `export const part${step} = Lap.step("${name}")(run)\n` : "\n"
}).join("")
const LAST = "agent/last.ts"

const lastLine = `${JSON.stringify({
  v: 1,
  timestamp: new Date().toISOString(),
  metric: "span",
  name: "last",
  duration_ms: 1,
  trace_id: "f".repeat(32),
  span_id: "f".repeat(16),
  "code.file.path": LAST,
  "code.line.number": 1
})}\n`

export const measureLenses = (
  subject: Subject,
  { records, answers }: { readonly records: number; readonly answers: number }
): Promise<LensCost> =>
  withWindow(subject, undefined, async (workbench) => {
    const { workspace, vscode, ui } = workbench
    const at = (file: string) => path.join(workspace, file)
    for (const folder of [".lapline", "agent/tools"]) mkdirSync(at(folder), { recursive: true })
    writeFileSync(at("lapline.json"), `{ "logs": [".lapline"] }\n`)
    writeFileSync(at(BUSY), busySource)
    writeFileSync(at(LAST), "export const last = 1\n")
    generate({ file: at(".lapline/bench.jsonl"), records: records - 1 })
    appendFileSync(at(".lapline/bench.jsonl"), lastLine)
    await ui.openFile(BUSY)
    await settle(workbench)
    const memoryBefore = await vscode(() => process.memoryUsage().rss)
    const start = performance.now()
    await activate(workbench, subject.id)
    await vscode(() => {
      const { monitorEventLoopDelay } = process.getBuiltinModule("node:perf_hooks")
      const delay = monitorEventLoopDelay({ resolution: 5 })
      delay.enable()
      Object.assign(globalThis, { laplineDelay: delay })
    })
    await ui.until("the last record's lens", () => hasLens(workbench, at(LAST)), 300_000)
    const loadMs = performance.now() - start
    const longestStallMs = await vscode(() => {
      const { laplineDelay } = globalThis as unknown as { laplineDelay: { max: number } }
      return laplineDelay.max / 1e6
    })
    await settle(workbench)
    const memoryAfter = await vscode(() => process.memoryUsage().rss)
    const answered = await profileAnswers(workbench, at(BUSY), answers)
    return { ...answered, loadMs, longestStallMs, memoryBefore, memoryAfter }
  })

type Window = Parameters<Parameters<typeof withWindow>[2]>[0]

const hasLens = ({ vscode }: Window, file: string): Promise<boolean> =>
  vscode(async (api, path) => {
    const uri = api.Uri.file(path)
    await api.workspace.openTextDocument(uri)
    const found = await api.commands.executeCommand<readonly object[]>(
      "vscode.executeCodeLensProvider",
      uri
    )
    return found.length > 0
  }, file)

/** Asks for the lenses so many times under the CPU profiler, which tells the provider's time from the editor's. */
const profileAnswers = (
  { vscode }: Window,
  file: string,
  answers: number
): Promise<Pick<LensCost, "lenses" | "providerMs" | "roundTripMs">> =>
  vscode(
    async (api, path, times) => {
      const uri = api.Uri.file(path)
      const ask = () =>
        api.commands.executeCommand<readonly object[]>("vscode.executeCodeLensProvider", uri)
      const { Session } = process.getBuiltinModule("node:inspector/promises")
      const session = new Session()
      session.connect()
      await session.post("Profiler.enable")
      await session.post("Profiler.setSamplingInterval", { interval: 50 })
      await session.post("Profiler.start")
      const durations: number[] = []
      let lenses = 0
      for (let time = 0; time < times; time++) {
        const start = performance.now()
        lenses = (await ask()).length
        durations.push(performance.now() - start)
      }
      const { profile } = await session.post("Profiler.stop")
      session.disconnect()
      const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
      const own = new Set<number>()
      const take = (id: number) => {
        own.add(id)
        for (const child of nodes.get(id)?.children ?? []) take(child)
      }
      let isFound = false
      for (const { id, callFrame } of profile.nodes) {
        if (callFrame.functionName !== "provideCodeLenses") continue
        if (!callFrame.url.endsWith("extension.cjs")) continue
        isFound = true
        take(id)
      }
      if (!isFound) throw new Error("the profile does not hold the provider")
      const { samples = [], timeDeltas = [] } = profile
      // A delta is the time that passed before its sample was taken, in the node of the one before.
      const micros = samples.reduce(
        (sum, id, index) => (own.has(id) ? sum + (timeDeltas[index + 1] ?? 0) : sum),
        0
      )
      const sorted = durations.toSorted((a, b) => a - b)
      return {
        lenses,
        providerMs: micros / 1000 / times,
        roundTripMs: sorted[sorted.length >> 1] ?? Number.NaN
      }
    },
    file,
    answers
  )
