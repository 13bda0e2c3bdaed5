/** The findings of the window where they stand in the source, each on one line that is sure. */
import type * as vscode from "vscode"
import type { Evidence, Finding, FindingSite, Report, Site } from "../../sdk/analyze/model.ts"
import { findingKey } from "./hidden-findings.ts"
import type { LapsFolder } from "./laps.ts"
import type { PlacedSite } from "./placement.ts"
import type { Placements } from "./placements.ts"

export interface FoundFinding {
  /** Tells it from others, now and after the next run. */
  readonly key: string
  readonly folder: string
  readonly finding: Finding
  readonly place: PlacedSite
  /** Evidence that stands somewhere else. */
  readonly related: readonly { readonly evidence: Evidence; readonly place: PlacedSite }[]
}

export interface FindOptions {
  readonly folders: readonly Pick<LapsFolder, "id" | "report">[]
  readonly placements: Pick<Placements, "of" | "at">
  /** Nothing is said about files that are not the workspace's. */
  readonly isOurs: (uri: vscode.Uri) => boolean
}

/**
 * A finding without a line in the workspace is left to the report. Of an operation that was measured before and after its line
 * moved only the newer measurement counts, as for its lap time.
 */
export const findFindings = ({
  folders,
  placements,
  isOurs
}: FindOptions): readonly FoundFinding[] =>
  folders.flatMap(({ id, report }) => {
    const answer = report()
    const placeOf = (site: FindingSite): PlacedSite | undefined => {
      const key = sitesOf(answer).get(whereOf(site))?.key
      const place = key === undefined ? undefined : placements.of(id, key)
      if (place?._tag !== "Placed" || !isOurs(place.uri)) return undefined
      const isShown = placements.at(place.uri).some((other) => other.site.key === key)
      return isShown ? place : undefined
    }
    return answer.findings.flatMap((finding) => {
      const place = placeOf(finding.site)
      if (place === undefined) return []
      const related = finding.evidence.flatMap((evidence) => {
        const there = evidence.site && placeOf(evidence.site)
        return there === undefined || isSameLine(there, place) ? [] : [{ evidence, place: there }]
      })
      return [{ key: findingKey(id, finding), folder: id, finding, place, related }]
    })
  })

const isSameLine = (a: PlacedSite, b: PlacedSite): boolean =>
  a.line === b.line && a.uri.toString() === b.uri.toString()

const indexes = new WeakMap<Report, ReadonlyMap<string, Site>>()

/** Whole operations before their parts, so that a finding stands where its operation does. */
const sitesOf = (report: Report): ReadonlyMap<string, Site> => {
  const known = indexes.get(report)
  if (known !== undefined) return known
  const index = new Map<string, Site>()
  for (const site of report.sites) {
    const where = whereOf(site)
    if (site.step === "total" || !index.has(where)) index.set(where, site)
  }
  indexes.set(report, index)
  return index
}

const whereOf = ({ file, line, name }: FindingSite): string =>
  `${file ?? ""}\0${line ?? ""}\0${name}`
