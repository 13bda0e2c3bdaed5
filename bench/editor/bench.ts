/** What the editor extension costs the editor: waking, lenses, a line until it is seen, a large trace, the download. */
import type { BenchOptions } from "../main.ts"
import type { BenchResult } from "../result.ts"
import { median } from "../statistics.ts"
import { measureActivations } from "./activation.ts"
import { measureAppends } from "./append.ts"
import { measureLenses } from "./lenses.ts"
import { packSubject } from "./subject.ts"
import { measureTrace } from "./trace.ts"

const SPANS = 100_000

export const run = async ({ short, rounds }: BenchOptions): Promise<BenchResult> => {
  const say = (what: string) => process.stderr.write(`${what}\n`)
  const subject = packSubject()
  say("activation")
  const activations = await measureActivations(subject, rounds ?? (short ? 1 : 7))
  say("append to lens")
  const appends = await measureAppends(subject, rounds ?? (short ? 5 : 25))
  say("trace")
  const trace = await measureTrace(subject, { spans: SPANS, rounds: rounds ?? (short ? 1 : 7) })
  say("lenses")
  const records = short ? 100_000 : 1_000_000
  const lenses = await measureLenses(subject, { records, answers: short ? 100 : 300 })

  const spread = (times: readonly number[]): readonly string[] => [
    String(times.length),
    Math.min(...times).toFixed(1),
    median(times).toFixed(1),
    Math.max(...times).toFixed(1)
  ]
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0)
  return {
    name: "editor",
    title: "Editor: what the extension costs",
    method:
      "The packaged extension in VS Code 1.139 (code-server in headless Chromium, drawing without a GPU; both on this machine). " +
      "Activation: in a window that has come to rest, from the call until `activate` has resolved, loading included. " +
      "Append: a line is appended to a log, and the clock stops after the frame that draws its lens; VS Code itself waits 250 ms before it asks for lenses and 250 ms before it resolves them. " +
      "Trace: from the arrival of the message in the webview, deserialisation included, to the end of the drawing. " +
      "Lenses: mean time in our provider by the CPU profiler, for the file with the most lenses.",
    tables: [
      {
        caption: "Times in ms",
        headers: ["", "times", "least", "median", "most"],
        rows: [
          ["activation", ...spread(activations)],
          ["line appended to lens drawn", ...spread(appends)],
          [`trace of ${SPANS.toLocaleString("en")} spans painted`, ...spread(trace.paintedMs)]
        ]
      },
      {
        caption: `With ${records.toLocaleString("en")} records`,
        headers: ["", ""],
        rows: [
          ["lenses in the file", String(lenses.lenses)],
          ["an answer, in our provider, ms", lenses.providerMs.toFixed(3)],
          [
            "an answer, with the way through the editor's processes, ms",
            lenses.roundTripMs.toFixed(1)
          ],
          ["from activation to the last record's lens, s", (lenses.loadMs / 1000).toFixed(1)],
          [
            "longest time the extension host answered nothing meanwhile, ms",
            lenses.longestStallMs.toFixed(0)
          ],
          ["memory of the extension host before, MB", megabytes(lenses.memoryBefore)],
          ["memory of the extension host after, MB", megabytes(lenses.memoryAfter)]
        ]
      }
    ],
    goals: [
      { name: "activation ms", value: median(activations), limit: 50 },
      {
        name: `provideCodeLenses ms with ${records} records`,
        value: lenses.providerMs,
        limit: 5
      },
      { name: "append to lens drawn ms", value: median(appends), limit: 700 },
      { name: `trace of ${SPANS} spans painted ms`, value: median(trace.paintedMs), limit: 100 },
      { name: "vsix bytes", value: subject.bytes, limit: 1_000_000 }
    ],
    notes: []
  }
}
