/** What is made of parts: the ledger of all turns, starting up, the tools; and the slowest traces. */
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatQuantileCell
} from "../../protocol/figures.ts"
import type { DashboardData } from "../../protocol/dashboard-data.ts"
import type { DashboardWords } from "../../protocol/dashboard-words.ts"
import type { Share } from "../../protocol/trace-columns.ts"
import { fill } from "../../protocol/words.ts"
import { button, element, svg } from "../page/element.ts"
import { instantText } from "../page/instant.ts"
import { shareBar } from "../page/share-bar.ts"
import { createCard, type Card } from "./card.ts"

export interface ShareCard {
  readonly card: Card
  readonly update: (data: DashboardData) => void
}

export interface ShareCardOptions {
  readonly words: DashboardWords
  readonly openTrace: (slow: DashboardData["slowest"][number]) => void
}

export const createShareCards = (options: ShareCardOptions): readonly ShareCard[] => [
  ledgerCard(options),
  toolCard(options),
  startupCard(options),
  slowestCard(options)
]

const shareRows = (shares: readonly Share[]) =>
  shares.map(({ label, ms, share }) => [label, formatDuration(ms), formatPercent(share)])

const ledgerCard = ({ words }: ShareCardOptions): ShareCard => {
  const card = createCard({ title: words.ledger, tableWord: words.table, isWide: true })
  return {
    card,
    update: ({ ledger }) => {
      card.element.hidden = ledger.length === 0
      card.body.replaceChildren(shareBar(ledger, words.ledger))
      card.setTable({ head: [words.owner, words.total, words.share], rows: shareRows(ledger) })
    }
  }
}

const STEP_KINDS = ["startup", "tools", "model", "database", "rag", "own"]

const startupCard = ({ words }: ShareCardOptions): ShareCard => {
  const card = createCard({ title: words.startup, tableWord: words.table })
  const kindWord = (kind: string) =>
    kind === "cold" ? words.cold : kind === "warm" ? words.warm : words.startup
  return {
    card,
    update: ({ startups }) => {
      card.element.hidden = startups.length === 0
      card.body.replaceChildren(
        ...startups.flatMap(({ kind, count, totalMs, steps }) => {
          const colored = steps.map((step, index) => {
            return { ...step, owner: STEP_KINDS[index % STEP_KINDS.length] ?? "other" }
          })
          const total = totalMs === null ? [] : [formatDuration(totalMs)]
          const facts = [kindWord(kind), ...total, `n ${formatCount(count)}`].join(" · ")
          return [element("h3", {}, facts), shareBar(colored, facts)]
        })
      )
      card.setTable({
        head: [words.step, words.total, words.share],
        rows: startups.flatMap(({ kind, steps }) =>
          shareRows(steps).map(([label = "", ...figures]) => [
            `${kindWord(kind)} · ${label}`,
            ...figures
          ])
        )
      })
    }
  }
}

const toolCard = ({ words }: ShareCardOptions): ShareCard => {
  const card = createCard({ title: words.tools })
  return {
    card,
    update: ({ tools }) => {
      card.element.hidden = tools.length === 0
      const most = tools.reduce((max, { totalMs }) => Math.max(max, totalMs), 0)
      card.setTable({
        head: [words.tool, words.total, words.share, words.n, "p50", "p95", words.failed],
        rows: tools.map(({ tool, totalMs, count, p50Ms, p95Ms, errors }) => [
          tool,
          formatDuration(totalMs),
          bar(most === 0 ? 0 : totalMs / most),
          formatCount(count),
          formatQuantileCell(p50Ms, count, "p50"),
          formatQuantileCell(p95Ms, count, "p95"),
          formatCount(errors)
        ])
      })
    }
  }
}

const bar = (share: number): SVGElement =>
  svg(
    "svg",
    { class: "cell-bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "fill-tool", width: Math.max(1, share * 100), height: 8 })
  )

const slowestCard = ({ words, openTrace }: ShareCardOptions): ShareCard => {
  const card = createCard({ title: words.slowest })
  return {
    card,
    update: ({ slowest }) => {
      card.element.hidden = slowest.length === 0
      card.setTable({
        head: [words.trace, words.time, words.started],
        rows: slowest.map((slow) => [
          button(slow.label, {
            class: "link",
            aria: { label: fill(words.openTrace, slow.label) },
            onClick: () => openTrace(slow)
          }),
          formatDuration(slow.durationMs),
          slow.endMicros === null ? "" : instantText(slow.endMicros / 1000 - slow.durationMs)
        ])
      })
    }
  }
}
