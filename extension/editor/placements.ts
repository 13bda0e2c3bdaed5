/**
 * Which measured site stands on which line of which file, kept true while numbers arrive and files
 * change.
 */
import * as vscode from "vscode"
import type { Run } from "../../sdk/analyze/model.ts"
import type { PathMapping } from "../../sdk/analyze/place/path.ts"
import type { Laps, LapsFolder } from "./laps.ts"
import { newestOnly } from "./newest-only.ts"
import type { PathChoices } from "./path-choices.ts"
import { createPlacedFiles, type SourceReads } from "./placed-files.ts"
import type { Nowhere, PlacedFile, PlacedSite, Placement } from "./placement.ts"
import { createSiteFinder, type SoughtSite } from "./site-finder.ts"
import { createSourceFiles } from "./source-files.ts"

export interface Placements {
  /** Everything that stands in a file, top to bottom; answered from an index. */
  readonly at: (uri: vscode.Uri) => readonly PlacedSite[]
  readonly of: (folderId: string, siteKey: string) => Placement | undefined
  /** Where the sites with the most self time stand, most first. */
  readonly slowest: (limit: number) => readonly Placement[]
  /** Where a site recorded at this file and line stands, if one does. */
  readonly recordedAt: (
    folderId: string,
    file: string,
    line: number | undefined
  ) => PlacedSite | undefined
  /** Lets the user say which of several fitting files a site's log means. */
  readonly choosePath: (folderId: string, siteKey: string) => Promise<void>
  /** Figures or places changed. */
  readonly onDidChange: vscode.Event<void>
  /** Only lines of this document moved, by an edit. */
  readonly onDidMove: vscode.Event<vscode.Uri>
  readonly dispose: () => void
}

interface Entry extends SoughtSite {
  readonly run: Run | undefined
  readonly where: PlacedFile | Nowhere
}

export const createPlacements = (laps: Laps, choices: PathChoices): Placements => {
  const sources = createSourceFiles()
  const files = createPlacedFiles()
  const finder = createSiteFinder({ sources, files, choices })
  const mappingsOf = createMappings(choices)
  const changed = new vscode.EventEmitter<void>()
  let entries: ReadonlyMap<string, Entry> = new Map()
  let byFile: ReadonlyMap<string, readonly Entry[]> = new Map()
  let wanted: "nothing" | "figures" | "places" = "nothing"
  let isRunning = false
  const ended = new AbortController()

  /** Takes the figures over; only a site that is new, or measured by a new run, is looked for. */
  const pass = async (known: ReadonlyMap<string, Entry>) => {
    const next = new Map<string, Entry>()
    const reads: SourceReads = new Map()
    for (const folder of laps.folders()) {
      const report = folder.report()
      const mappings = mappingsOf(folder)
      const runs = new Map(report.runs.map((run) => [run.runId, run]))
      for (const site of report.sites) {
        const id = `${folder.id}\0${site.key}`
        const last = folder.lastRun(site.file, site.line)
        const run = runs.get(last?.runId ?? "")
        const sought = { folder, site, mappings, last }
        const before = known.get(id)
        const holds = before?.mappings === mappings && before.last?.runId === last?.runId
        const where = holds ? before.where : await finder.find(sought, run, reads)
        next.set(id, { ...sought, run, where })
      }
    }
    entries = next
    byFile = Map.groupBy(
      [...next.values()].filter(({ where }) => "uri" in where),
      ({ where }) => ("uri" in where ? where.uri.toString() : "")
    )
  }

  const update = async (what: "figures" | "places") => {
    if (wanted !== "places") wanted = what
    if (isRunning) return
    isRunning = true
    try {
      while (wanted !== "nothing" && !ended.signal.aborted) {
        const known = wanted === "places" ? new Map<string, Entry>() : entries
        wanted = "nothing"
        await pass(known)
        changed.fire()
      }
    } finally {
      isRunning = false
    }
  }

  const toPlacement = ({ folder, site, where }: Entry): Placement => {
    if (!("uri" in where)) return { _tag: "Unplaced", folder, site, ...where }
    const place = files.placeOf(where.uri, `${folder.id}\0${site.key}`)
    return place?.line === undefined
      ? { _tag: "Unplaced", folder, site, reason: place?.reason ?? "missing", paths: [] }
      : { _tag: "Placed", folder, site, uri: where.uri, ...place }
  }

  const subscriptions = [
    sources,
    files,
    changed,
    laps.onDidChange(() => void update("figures")),
    sources.onDidForget(() => void update("places")),
    choices.onDidChoose(() => void update("places"))
  ]
  void update("figures")

  return {
    at: (uri) => {
      const here = (byFile.get(uri.toString()) ?? []).map((entry) => ({
        placement: toPlacement(entry),
        endMicros: entry.last?.endMicros ?? 0
      }))
      return newestOnly(here).toSorted((a, b) => a.line - b.line || b.site.totalMs - a.site.totalMs)
    },
    of: (folderId, siteKey) => {
      const entry = entries.get(`${folderId}\0${siteKey}`)
      return entry && toPlacement(entry)
    },
    slowest: (limit) =>
      [...entries.values()]
        .toSorted((a, b) => b.site.selfMs - a.site.selfMs)
        .slice(0, limit)
        .map(toPlacement),
    recordedAt: (folderId, file, line) => {
      for (const entry of entries.values()) {
        const { folder, site } = entry
        if (folder.id !== folderId || site.file !== file || site.line !== line) continue
        const placement = toPlacement(entry)
        if (placement._tag === "Placed") return placement
      }
      return undefined
    },
    choosePath: async (folderId, siteKey) => {
      const entry = entries.get(`${folderId}\0${siteKey}`)
      if (entry === undefined || !("reason" in entry.where)) return
      if (entry.where.reason !== "ambiguous") return
      await choices.choose(finder.ambiguity(entry, entry.run, entry.where.paths))
    },
    onDidChange: changed.event,
    onDidMove: files.onDidMove,
    dispose: () => {
      ended.abort()
      for (const subscription of subscriptions) subscription.dispose()
    }
  }
}

/** What `lapline.json` says, then what the user chose; the same array while neither changed. */
const createMappings = (choices: PathChoices) => {
  const known = new Map<string, readonly (readonly PathMapping[])[]>()
  return (folder: LapsFolder): readonly PathMapping[] => {
    const [own, chosen] = [folder.mappings(), choices.of(folder.id)]
    const [knownOwn, knownChosen, joined] = known.get(folder.id) ?? []
    if (joined !== undefined && knownOwn === own && knownChosen === chosen) return joined
    const made = chosen.length === 0 ? own : [...own, ...chosen]
    known.set(folder.id, [own, chosen, made])
    return made
  }
}
