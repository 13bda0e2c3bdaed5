/**
 * The bottleneck tree as plain data: ranked by self time, grouped, what has no place at the end
 * with the reason.
 */
import type { Placement, PlacedSite, UnplacedSite } from "./placement.ts"

export interface BottleneckGroup {
  /** Stable while the group exists. */
  readonly id: string
  readonly kind: "metric" | "file" | "unplaced"
  /** Metric or file as recorded; empty for what has no place. */
  readonly name: string
  readonly selfMs: number
  /** In the order they were given. */
  readonly sites: readonly Placement[]
}

/** Groups by their self time, the largest first; the unplaced last whatever they cost. */
export const groupBottlenecks = (
  ranked: readonly Placement[],
  groupBy: "metric" | "file"
): readonly BottleneckGroup[] => {
  const placed = ranked.filter((each): each is PlacedSite => each._tag === "Placed")
  const unplaced = ranked.filter((each): each is UnplacedSite => each._tag === "Unplaced")
  const groups = [
    ...Map.groupBy(placed, ({ site }) => (groupBy === "metric" ? site.metric : (site.file ?? "")))
  ]
    .map(([name, sites]) => toGroup(groupBy, name, sites))
    .toSorted((a, b) => b.selfMs - a.selfMs)
  return unplaced.length === 0 ? groups : [...groups, toGroup("unplaced", "", unplaced)]
}

/** Identifies a site among all folders. */
export const siteId = ({ folder, site }: Placement): string => `${folder.id}\0${site.key}`

const toGroup = (
  kind: BottleneckGroup["kind"],
  name: string,
  sites: readonly Placement[]
): BottleneckGroup => ({
  id: `${kind}:${name}`,
  kind,
  name,
  selfMs: sites.reduce((sum, { site }) => sum + site.selfMs, 0),
  sites
})
