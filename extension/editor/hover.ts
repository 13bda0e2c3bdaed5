/** What a measured line's hover tells: the distribution, the percentiles, the slowest traces. */
import * as vscode from "vscode"
import type { Exemplar, Site } from "../../sdk/analyze/model.ts"
import { formatCount, formatDuration, formatPercent, formatQuantile } from "../protocol/figures.ts"
import { lapPicture, type PictureColors } from "./lap-picture.ts"
import { metricLabel } from "./metric-words.ts"
import type { PlacedSite } from "./placement.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"
import { commandLink } from "./site-ref.ts"
import { siteLabel } from "./site-label.ts"

/** What links in a hover may run: our own commands, each of which looks at its arguments with suspicion. */
const OPEN_TRACE = "lapline.openTrace"
const HIDE_METRIC = "lapline.hideMetric"
const TOGGLE_LENS = "lapline.toggleLens"
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
        const shown = here.slice(0, MOST_SITES)
        return new vscode.Hover(
          shown.map((placed) => toMarkdown(placed)),
          range
        )
      }
    }
  )

/** Text from the log comes in as text only. */
const toMarkdown = (placed: PlacedSite): vscode.MarkdownString => {
  const { site, folder } = placed
  const markdown = new vscode.MarkdownString()
  markdown.isTrusted = { enabledCommands: [OPEN_TRACE, HIDE_METRIC, TOGGLE_LENS] }
  markdown.appendMarkdown("**Lapline** · ").appendText(titleOf(site))
  if (placed.state !== "fresh") markdown.appendMarkdown(`\n\n${stateWords(placed)}`)
  markdown.appendMarkdown(`\n\n${pictureOf(placed)}`)
  markdown.appendCodeblock(figuresText(site), "text")
  const links = site.slowest.flatMap((exemplar) => linkTo(placed, exemplar))
  const slowest =
    links.length === 0 ? [] : [`${vscode.l10n.t("Slowest traces")}: ${links.join(" · ")}`]
  const hide = commandLink(HIDE_METRIC, { folder: folder.id, site: site.key })
  const off = [
    `[${vscode.l10n.t("Hide this kind")}](${hide})`,
    `[${vscode.l10n.t("Hide all lap times")}](command:${TOGGLE_LENS})`
  ]
  return markdown.appendMarkdown([...slowest, off.join(" · ")].join("\n\n"))
}

const pictureOf = ({ folder, site }: PlacedSite): string => {
  const { svg } = lapPicture(site, folder.lapsOf(site), colorsOf(vscode.window.activeColorTheme))
  const words = vscode.l10n.t(
    "Left: how often a lap took how long, from {0} to {1}. Right: the last laps.",
    formatDuration(site.minMs),
    formatDuration(site.maxMs)
  )
  return `![${words}](data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")})`
}

/** A picture in a hover cannot ask for the theme's colours: two sets that stand out from either ground. */
const colorsOf = ({ kind }: vscode.ColorTheme): PictureColors => {
  switch (kind) {
    case vscode.ColorThemeKind.Light:
      return { bar: "#3b7dd8", hot: "#c4432b", text: "#4a4a4a", axis: "#b0b0b0" }
    case vscode.ColorThemeKind.HighContrastLight:
      return { bar: "#0f4a85", hot: "#b5200d", text: "#292929", axis: "#292929" }
    case vscode.ColorThemeKind.HighContrast:
      return { bar: "#6fc3df", hot: "#ffb000", text: "#ffffff", axis: "#ffffff" }
    case vscode.ColorThemeKind.Dark:
      return { bar: "#5ea1f2", hot: "#ef8354", text: "#b8b8b8", axis: "#5a5a5a" }
  }
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
