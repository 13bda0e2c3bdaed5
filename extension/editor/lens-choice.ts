/** Which sites get a lap time in the editor, and in what words. */
import { lensTitle } from "../../sdk/analyze/format.ts"
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
  return [...Map.groupBy(shown, ({ line }) => line)].map(([line, sites]) => ({
    line,
    sites: sites
      .toSorted((a, b) => b.site.totalMs - a.site.totalMs)
      .slice(0, Math.floor(settings.perLine))
  }))
}

/**
 * The report's figures; with the site's name when the line has several, and `edited` when it
 * changed since the run.
 */
export const lensText = (
  { site, state }: PlacedSite,
  { isAlone, edited }: { readonly isAlone: boolean; readonly edited: string }
): string => {
  const title = isAlone ? lensTitle(site) : `${siteLabel(site)}: ${lensTitle(site)}`
  return state === "edited" ? `${edited} · ${title}` : title
}
