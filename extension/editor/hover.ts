/** What a measured line's hover tells: the distribution, the percentiles, the slowest traces. */
import * as vscode from "vscode"
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatQuantile
} from "../../sdk/analyze/format.ts"
import type { Exemplar, Site } from "../../sdk/analyze/model.ts"
import { histogramText } from "./histogram-text.ts"
import { metricLabel } from "./metric-words.ts"
import type { PlacedSite } from "./placement.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"
import { commandLink } from "./site-ref.ts"
import { siteLabel } from "./site-label.ts"

const OPEN_TRACE = "lapline.openTrace"
/** A line with more sites than this names the rest in the tree only. */
const MOST_SITES = 4

export const registerHover = (placements: Placements, settings: Settings): vscode.Disposable =>
  vscode.languages.registerHoverProvider(
    { scheme: "file" },
    {
      provideHover: (document, position) => {
        if (!settings.current().lens.enabled) return undefined
        const here = placements.at(document.uri).filter(({ line }) => line === position.line)
        if (here.length === 0) return undefined
        const range = document.lineAt(position.line).range
        return new vscode.Hover(here.slice(0, MOST_SITES).map(toMarkdown), range)
      }
    }
  )

/** Text from the log comes in as text only; the one command that links may run is ours. */
const toMarkdown = (placed: PlacedSite): vscode.MarkdownString => {
  const { site } = placed
  const markdown = new vscode.MarkdownString()
  markdown.isTrusted = { enabledCommands: [OPEN_TRACE] }
  markdown.appendMarkdown("**Lapline** · ").appendText(titleOf(site))
  if (placed.state !== "fresh") markdown.appendMarkdown(`\n\n${stateWords(placed)}`)
  markdown.appendCodeblock(`${figuresText(site)}\n\n${histogramText(site.buckets)}`, "text")
  const links = site.slowest.flatMap((exemplar) => linkTo(placed, exemplar))
  if (links.length === 0) return markdown
  return markdown.appendMarkdown(`${vscode.l10n.t("Slowest traces")}: ${links.join(" · ")}`)
}

const linkTo = ({ folder }: PlacedSite, exemplar: Exemplar): readonly string[] => {
  if (exemplar.traceId === undefined) return []
  const link = commandLink(OPEN_TRACE, { folder: folder.id, trace: exemplar.traceId })
  return [`[${formatDuration(exemplar.durationMs)}](${link})`]
}

const figuresText = (site: Site): string => {
  const { count, errors, p50Ms, p95Ms, p99Ms, maxMs, selfMs, totalMs } = site
  const rows: ReadonlyArray<readonly [string, string, string, string]> = [
    ["p50", formatQuantile(p50Ms, count, "p50"), "n", formatCount(count)],
    ["p95", formatQuantile(p95Ms, count, "p95"), vscode.l10n.t("errors"), formatCount(errors)],
    ["p99", formatQuantile(p99Ms, count, "p99"), vscode.l10n.t("self"), formatDuration(selfMs)],
    ["max", formatDuration(maxMs), vscode.l10n.t("total"), formatDuration(totalMs)]
  ]
  return rows
    .map(([left, leftFigure, right, rightFigure]) =>
      [
        `${left.padEnd(5)}${leftFigure.padStart(11)}`,
        `${right.padEnd(8)}${rightFigure.padStart(11)}`
      ].join(" ".repeat(5))
    )
    .join("\n")
}

const titleOf = ({ shareOfTurn, metric, ...site }: Site): string => {
  const share =
    shareOfTurn === null ? [] : [vscode.l10n.t("{0} of turn", formatPercent(shareOfTurn))]
  return [siteLabel(site), metricLabel(metric), ...share].join(" · ")
}

const stateWords = ({ state, site }: PlacedSite): string =>
  state === "edited"
    ? vscode.l10n.t("Edited since the run: these are the times of the code as it was.")
    : vscode.l10n.t("Recorded at line {0}; the line has moved since.", String(site.line ?? ""))
