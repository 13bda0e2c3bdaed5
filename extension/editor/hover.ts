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
import { inert } from "./inert-text.ts"
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
  markdown.appendMarkdown("**Lapline** · ").appendText(`${siteLabel(site)} · ${inert(site.metric)}`)
  if (placed.state !== "fresh") markdown.appendMarkdown(`\n\n${stateWords(placed)}`)
  markdown.appendCodeblock(figuresText(site), "text")
  markdown.appendCodeblock(histogramText(site.buckets), "text")
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
  const { count, errors, p50Ms, p95Ms, p99Ms, maxMs, selfMs, totalMs, shareOfTurn } = site
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["p50", formatQuantile(p50Ms, count, "p50")],
    ["p95", formatQuantile(p95Ms, count, "p95")],
    ["p99", formatQuantile(p99Ms, count, "p99")],
    ["max", formatDuration(maxMs)],
    ["n", formatCount(count)],
    [vscode.l10n.t("errors"), formatCount(errors)],
    [vscode.l10n.t("total"), formatDuration(totalMs)],
    [vscode.l10n.t("self"), formatDuration(selfMs)],
    ...(shareOfTurn === null
      ? []
      : [[vscode.l10n.t("of turn"), formatPercent(shareOfTurn)] as const])
  ]
  const half = Math.ceil(rows.length / 2)
  return rows
    .slice(0, half)
    .map((left, index) => [left, rows[index + half]].map(cell).join("    ").trimEnd())
    .join("\n")
}

const cell = (row: readonly [string, string] | undefined): string =>
  row === undefined ? "" : `${row[0].padEnd(8)}${row[1].padStart(11)}`

const stateWords = ({ state, site }: PlacedSite): string =>
  state === "edited"
    ? vscode.l10n.t("Edited since the run: these are the times of the code as it was.")
    : vscode.l10n.t("Recorded at line {0}; the line has moved since.", String(site.line ?? ""))
