/** Which sites get a lap time in the editor, and in what words. */
import { lensTitle } from "../../sdk/analyze/lens-title.ts"
import type { Language } from "../../sdk/analyze/sentence.ts"
import type { PlacedSite } from "./placement.ts"
import type { LensSettings } from "./settings.ts"
import { siteLabel } from "./site-label.ts"

/** Sites of one line, most important first. */
export interface LensLine {
  readonly line: number
  readonly sites: readonly PlacedSite[]
}

/**
 * The lines of a file that get lap times, top to bottom, each with the sites that took most of the
 * time.
 */
export const chooseLenses = (
  placed: readonly PlacedSite[],
  settings: LensSettings
): readonly LensLine[] => {
  if (!settings.enabled) return []
  const shown = placed.filter(
    ({ site }) =>
      !settings.hiddenMetrics.includes(site.metric) && site.totalMs >= settings.minimumMs
  )
  const lines = [...Map.groupBy(shown, ({ line }) => line)].map(([line, sites]) => ({
    line,
    sites: sites
      .toSorted((a, b) => b.site.totalMs - a.site.totalMs)
      .slice(0, Math.floor(settings.perLine))
  }))
  if (settings.perFile === 0 || lines.length <= settings.perFile) return lines
  const most = ({ sites }: LensLine) => sites[0]?.site.totalMs ?? 0
  const kept = new Set(lines.toSorted((a, b) => most(b) - most(a)).slice(0, settings.perFile))
  return lines.filter((line) => kept.has(line))
}

export const HEAT_LEVELS = [1, 2, 3, 4] as const

export type HeatLevel = (typeof HEAT_LEVELS)[number]

/** From which share of the hottest operation's time a level begins. */
const HEAT_FROM: ReadonlyArray<readonly [HeatLevel, number]> = [
  [4, 0.5],
  [3, 0.25],
  [2, 0.1],
  [1, 0.02]
]

/**
 * The heat of the lines that have lap times, by the time that they spend themselves, against the
 * hottest operation anywhere (`hottestMs`). Code that was edited since is neither hot nor cold.
 */
export const heatOf = (
  placed: readonly PlacedSite[],
  settings: LensSettings,
  hottestMs: number
): ReadonlyMap<number, HeatLevel> => {
  const heat = new Map<number, HeatLevel>()
  for (const { line, sites } of chooseLenses(placed, settings)) {
    const current = sites.filter(({ state }) => state !== "edited")
    const selfMs = current.reduce((sum, { site }) => sum + site.selfMs, 0)
    const level = HEAT_FROM.find(([, from]) => hottestMs > 0 && selfMs >= from * hottestMs)
    if (level !== undefined) heat.set(line, level[0])
  }
  return heat
}

interface LensWords {
  /** False when other sites have lap times on the same line. */
  readonly isAlone: boolean
  readonly edited: string
  readonly language: Language
}

/**
 * The report's figures; with the site's name when the line has several, and `edited` when it
 * changed since the run.
 */
export const lensText = (
  { site, state }: PlacedSite,
  { isAlone, edited, language }: LensWords
): string => {
  const figures = lensTitle(site, language)
  const title = isAlone ? figures : `${siteLabel(site)}: ${figures}`
  return state === "edited" ? `${edited} · ${title}` : title
}
