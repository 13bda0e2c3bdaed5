/**
 * The bottleneck tree as plain data: ranked, grouped, what has no place at the end with the
 * reason.
 */
import type { BottleneckRow } from "./bottleneck-rows.ts"
import type { Placement } from "./placement.ts"
import type { BottleneckSettings } from "./settings.ts"

export interface BottleneckGroup {
  /** Stable while the group exists. */
  readonly id: string
  readonly kind: BottleneckSettings["groupBy"] | "unplaced"
  /** Metric, file or session as recorded; empty for what has none, and for what has no place. */
  readonly name: string
  /** Of what rows are ranked by. */
  readonly ms: number
  /** In the order they were given. */
  readonly rows: readonly BottleneckRow[]
}

/** The largest group first; the unplaced last whatever they cost. */
export const groupBottlenecks = (
  ranked: readonly BottleneckRow[],
  groupBy: BottleneckSettings["groupBy"]
): readonly BottleneckGroup[] => {
  const isPlaced = ({ placement }: BottleneckRow) => placement._tag === "Placed"
  const nameOf = ({ placement: { site }, session }: BottleneckRow) =>
    (groupBy === "session" ? session : site[groupBy]) ?? ""
  const groups = [...Map.groupBy(ranked.filter(isPlaced), nameOf)]
    .map(([name, rows]) => toGroup(groupBy, name, rows))
    .toSorted((a, b) => b.ms - a.ms)
  const unplaced = ranked.filter((row) => !isPlaced(row))
  return unplaced.length === 0 ? groups : [...groups, toGroup("unplaced", "", unplaced)]
}

/** Identifies a site among all folders. */
export const siteId = ({ folder, site }: Placement): string => `${folder.id}\0${site.key}`

/** Identifies a row among all. */
export const rowId = ({ placement, session }: BottleneckRow): string =>
  session === undefined ? siteId(placement) : `${siteId(placement)}\0${session}`

const toGroup = (
  kind: BottleneckGroup["kind"],
  name: string,
  rows: readonly BottleneckRow[]
): BottleneckGroup => ({
  id: `${kind}:${name}`,
  kind,
  name,
  ms: rows.reduce((sum, { ms }) => sum + ms, 0),
  rows
})
