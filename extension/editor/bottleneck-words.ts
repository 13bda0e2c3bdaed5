/** What the bottleneck tree says of its rows. */
import * as vscode from "vscode"
import { formatLocation } from "../../sdk/analyze/format.ts"
import { lensTitle } from "../../sdk/analyze/lens-title.ts"
import { formatCount, formatDuration } from "../protocol/figures.ts"
import type { BottleneckGroup } from "./bottleneck-groups.ts"
import type { BottleneckRow } from "./bottleneck-rows.ts"
import { editedWords } from "./code-lens.ts"
import { inert } from "./inert-text.ts"
import { metricLabel } from "./metric-words.ts"
import type { Placement, UnplacedReason } from "./placement.ts"
import type { BottleneckSettings } from "./settings.ts"
import { siteLabel } from "./site-label.ts"
import { windowLanguage } from "./window-language.ts"

export const groupLabel = ({ kind, name }: BottleneckGroup): string => {
  if (kind === "unplaced") return vscode.l10n.t("Not placed")
  if (kind === "metric") return metricLabel(name)
  if (kind === "file") return inert(name)
  return name === "" ? vscode.l10n.t("no session") : vscode.l10n.t("session {0}", inert(name, 36))
}

export const rankingWords = (sortBy: BottleneckSettings["sortBy"]): string => {
  switch (sortBy) {
    case "self":
      return vscode.l10n.t("by self time")
    case "total":
      return vscode.l10n.t("by total time")
    case "criticalPath":
      return vscode.l10n.t("by critical path")
  }
}

/** What rows are ranked by first; then the n that the other figures rest on. */
export const rowDescription = (
  { placement, ms }: BottleneckRow,
  sortBy: BottleneckSettings["sortBy"]
): string => {
  const { site } = placement
  const figures = [
    rankedWords(formatDuration(ms), sortBy),
    `n ${formatCount(site.count)}`,
    ...(site.p50Ms === null ? [] : [`${formatDuration(site.p50Ms)} p50`])
  ]
  if (placement._tag === "Unplaced") figures.push(reasonWords(placement.reason))
  else if (placement.state === "edited") figures.push(editedWords())
  return figures.join(" · ")
}

const rankedWords = (duration: string, sortBy: BottleneckSettings["sortBy"]): string => {
  switch (sortBy) {
    case "self":
      return vscode.l10n.t("{0} self", duration)
    case "total":
      return vscode.l10n.t("{0} in all", duration)
    case "criticalPath":
      return vscode.l10n.t("{0} on the critical path", duration)
  }
}

export const siteTooltip = (placement: Placement): string => {
  const { site } = placement
  const errors = site.errors === 0 ? [] : [vscode.l10n.t("{0} failed", formatCount(site.errors))]
  const self = vscode.l10n.t(
    "{0} self of {1} in all",
    formatDuration(site.selfMs),
    formatDuration(site.totalMs)
  )
  const paths = placement._tag === "Unplaced" ? placement.paths.map((path) => inert(path)) : []
  const where =
    placement._tag === "Placed"
      ? inert(formatLocation(site.file, placement.line + 1))
      : `${inert(formatLocation(site.file, site.line))}: ${reasonWords(placement.reason)}`
  return [siteLabel(site), lensTitle(site, windowLanguage), self, ...errors, where, ...paths].join(
    "\n"
  )
}

export const reasonWords = (reason: UnplacedReason): string => {
  switch (reason) {
    case "no file":
      return vscode.l10n.t("the log names no source file")
    case "missing":
      return vscode.l10n.t("no file in the workspace fits")
    case "ambiguous":
      return vscode.l10n.t("several files fit")
    case "unreadable":
      return vscode.l10n.t("the file cannot be read")
    case "line gone":
      return vscode.l10n.t("the line is gone")
    case "not named":
      return vscode.l10n.t("edited since the run, and no line names it")
    case "several places":
      return vscode.l10n.t("edited since the run, and several lines name it")
    case "network share":
      return vscode.l10n.t("network paths are not opened")
    case "climbs out":
    case "too long":
    case "control character":
    case "empty":
      return vscode.l10n.t("the log's path is not usable")
  }
}
