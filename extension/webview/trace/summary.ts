/** The line over a trace: how long, how many, when; and who owns the time of the turn. */
import { formatCount, formatDuration } from "../../protocol/figures.ts"
import { FLAGS } from "../../protocol/trace-columns.ts"
import { fill } from "../../protocol/words.ts"
import { element } from "../page/element.ts"
import { shareBar } from "../page/share-bar.ts"
import type { Part, PartOptions } from "./part.ts"
import type { Scene } from "./view-state.ts"

export const createSummary = ({ words }: Pick<PartOptions, "words">): Part => {
  const summary = element("div", { class: "summary" })
  let drawn: Scene | undefined
  return {
    element: summary,
    draw: ({ scene }) => {
      if (scene === drawn) return
      drawn = scene
      const { trace } = scene
      const spans = trace.flags.filter((flags) => (flags & FLAGS.synthetic) === 0).length
      const failed = trace.flags.filter((flags) => (flags & FLAGS.failed) !== 0).length
      const facts = [
        formatDuration(trace.durationMs),
        spans === 1 ? words.oneSpan : fill(words.manySpans, formatCount(spans)),
        ...(failed === 0 ? [] : [fill(words.failures, formatCount(failed))]),
        ...(trace.startMicros === null ? [] : [fill(words.started, timeOf(trace.startMicros))]),
        ...(trace.sessionId === null ? [] : [fill(words.session, trace.sessionId)])
      ]
      summary.replaceChildren(
        element("h1", {}, trace.texts[trace.name[0] ?? 0] ?? ""),
        element("p", { class: "facts" }, facts.join(" · ")),
        ...(trace.ledger.length === 0 ? [] : [shareBar(trace.ledger, words.owners)])
      )
    }
  }
}

const timeOf = (micros: number): string =>
  new Date(micros / 1000)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z")
