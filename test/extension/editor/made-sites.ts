/**
 * Sites and placements for tests of what is done with them: each figure can be given, the rest is
 * plain.
 */
import type { Site } from "../../../sdk/analyze/model.ts"
import type { PlacedSite, UnplacedSite } from "../../../extension/editor/placement.ts"

export const madeSite = (given: Partial<Site> = {}): Site => ({
  key: `${given.file ?? "src/a.ts"}:${given.line ?? 1}:${given.name ?? "work"}`,
  file: "src/a.ts",
  line: 1,
  function: undefined,
  name: "work",
  metric: "span",
  step: "total",
  count: 30,
  errors: 0,
  totalMs: 300,
  selfMs: 100,
  p50Ms: 10,
  p95Ms: 12,
  p99Ms: null,
  minMs: 8,
  maxMs: 12,
  shareOfTurn: null,
  buckets: [],
  slowest: [],
  ...given
})

/** A folder and a file as far as pure code looks at them. */
const folder = { id: "file:///ws" } as PlacedSite["folder"]
const uri = { path: "/ws/src/a.ts" } as PlacedSite["uri"]

export const placedSite = (
  given: Partial<Site> = {},
  where: Partial<Pick<PlacedSite, "line" | "state">> = {}
): PlacedSite => {
  const site = madeSite(given)
  return { _tag: "Placed", folder, uri, site, line: (site.line ?? 1) - 1, state: "fresh", ...where }
}

export const unplacedSite = (given: Partial<Site> = {}): UnplacedSite => ({
  _tag: "Unplaced",
  folder,
  site: madeSite(given),
  reason: "missing",
  paths: []
})
