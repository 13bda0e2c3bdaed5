/** What the bottleneck view ranks: sites with the figure they are ranked by, of all runs or of each session. */
import type { Site } from "../../sdk/analyze/model.ts"
import type { FolderLaps } from "./folder-laps.ts"
import type { Placement } from "./placement.ts"
import type { BottleneckSettings } from "./settings.ts"
import { addSums, type SiteSum } from "./trace-sums.ts"

export interface BottleneckRow {
  /** With the figures to show. */
  readonly placement: Placement
  /** What the row is ranked by, milliseconds. */
  readonly ms: number
  /** Undefined unless rows are those of sessions; empty for spans of none. */
  readonly session: string | undefined
}

export interface RankedFolder {
  readonly figures: Pick<FolderLaps, "report" | "traceSums">
  readonly placementOf: (siteKey: string) => Placement | undefined
}

/**
 * Most first; of what has no time on the critical path nothing when that is the question. Only what
 * is shown is placed.
 */
export const rankBottlenecks = (
  folders: readonly RankedFolder[],
  { groupBy, sortBy, limit }: BottleneckSettings
): readonly BottleneckRow[] => {
  const candidates = folders
    .flatMap((folder) =>
      groupBy === "session" ? ofSessions(folder, sortBy) : ofSites(folder, sortBy)
    )
    .filter(({ ms }) => sortBy !== "criticalPath" || ms > 0)
    .toSorted((a, b) => b.ms - a.ms)
  const rows: BottleneckRow[] = []
  for (const { folder, key, figures, ms, session } of candidates) {
    if (rows.length >= limit) break
    const placement = folder.placementOf(key)
    if (placement === undefined) continue
    const site = { ...placement.site, ...figures }
    rows.push({ placement: { ...placement, site }, ms, session })
  }
  return rows
}

type Ranking = BottleneckSettings["sortBy"]

interface Candidate extends Pick<BottleneckRow, "ms" | "session"> {
  readonly folder: RankedFolder
  readonly key: string
  readonly figures: Partial<Site>
}

const ofSites = (folder: RankedFolder, sortBy: Ranking): readonly Candidate[] => {
  const { report, traceSums } = folder.figures
  const critical = sortBy === "criticalPath" ? addUp(traceSums().all()) : undefined
  return report().sites.map((site) => {
    const ms =
      critical === undefined
        ? site[sortBy === "total" ? "totalMs" : "selfMs"]
        : (critical.get(site.key)?.criticalMs ?? 0)
    return { folder, key: site.key, figures: site, ms, session: undefined }
  })
}

/** Of the traces in memory: quantiles and shares are known of all runs together only. */
const ofSessions = (folder: RankedFolder, sortBy: Ranking): readonly Candidate[] =>
  [...Map.groupBy(folder.figures.traceSums().all(), ({ sessionId }) => sessionId)].flatMap(
    ([session, traces]) =>
      [...addUp(traces)].map(([key, sum]) => ({
        folder,
        key,
        figures: sessionFigures(sum),
        ms: rankOf(sum, sortBy),
        session
      }))
  )

const sessionFigures = ({ count, errors, totalMs, selfMs }: SiteSum): Partial<Site> => ({
  count,
  errors,
  totalMs,
  selfMs,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  shareOfTurn: null
})

const rankOf = ({ selfMs, totalMs, criticalMs }: SiteSum, sortBy: Ranking): number =>
  sortBy === "self" ? selfMs : sortBy === "total" ? totalMs : criticalMs

const addUp = (
  traces: Iterable<{ readonly sites: ReadonlyMap<string, SiteSum> }>
): ReadonlyMap<string, SiteSum> => {
  const sums = new Map<string, SiteSum>()
  for (const { sites } of traces) {
    for (const [key, sum] of sites) {
      const known = sums.get(key)
      sums.set(key, known === undefined ? sum : addSums(known, sum))
    }
  }
  return sums
}
