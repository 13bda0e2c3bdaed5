/**
 * Which measured site stands on which line of which file, kept true while numbers arrive and files
 * change.
 */
import * as vscode from "vscode"
import type { Report, Site } from "../../sdk/analyze/model.ts"
import type { LastRun } from "../../sdk/analyze/place/last-run.ts"
import type { PathMapping } from "../../sdk/analyze/place/path.ts"
import type { Laps, LapsFolder } from "./laps.ts"
import { newestOnly } from "./newest-only.ts"
import { createPlacedFiles, type SourceReads } from "./placed-files.ts"
import type { Nowhere, PlacedSite, Placement } from "./placement.ts"
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
  /** Figures or places changed. */
  readonly onDidChange: vscode.Event<void>
  /** Only lines of this document moved, by an edit. */
  readonly onDidMove: vscode.Event<vscode.Uri>
  readonly dispose: () => void
}

interface Entry {
  readonly folder: LapsFolder
  readonly site: Site
  readonly last: LastRun | undefined
  readonly mappings: readonly PathMapping[]
  readonly where: { readonly uri: vscode.Uri } | Nowhere
}

export const createPlacements = (laps: Laps): Placements => {
  const sources = createSourceFiles()
  const files = createPlacedFiles()
  const changed = new vscode.EventEmitter<void>()
  let entries: ReadonlyMap<string, Entry> = new Map()
  let byFile: ReadonlyMap<string, readonly Entry[]> = new Map()
  let wanted: "nothing" | "figures" | "places" = "nothing"
  let isRunning = false
  const ended = new AbortController()

  const placeIn = async (
    { folder, site, last, mappings }: Omit<Entry, "where">,
    report: Report,
    reads: SourceReads
  ): Promise<Entry["where"]> => {
    if (site.file === undefined) return { reason: "no file", paths: [] }
    const run = report.runs.find(({ runId }) => runId === last?.runId)
    const query = {
      reported: site.file,
      root: run?.root,
      folder: folder.path,
      mappings
    }
    const found = sources.known(query) ?? (await sources.find(query))
    if (found._tag === "Refused") return { reason: found.reason, paths: [] }
    if (found._tag === "Missing") return { reason: "missing", paths: [] }
    if (found._tag === "Ambiguous") return { reason: "ambiguous", paths: found.paths }
    const measured = {
      key: `${folder.id}\0${site.key}`,
      names: site,
      line: site.line,
      runId: last?.runId,
      run: {
        startMicros: run?.startMicros ?? null,
        gitCommit: found.whole ? run?.gitCommit : undefined,
        gitDirty: run?.gitDirty,
        isThisFile: found.isExact
      }
    }
    const isRead = await files.measure(found.uri, measured, reads)
    return isRead ? { uri: found.uri } : { reason: "unreadable", paths: [found.uri.fsPath] }
  }

  /** Takes the figures over; only a site that is new, or measured by a new run, is looked for. */
  const pass = async (known: ReadonlyMap<string, Entry>) => {
    const next = new Map<string, Entry>()
    const reads: SourceReads = new Map()
    for (const folder of laps.folders()) {
      const report = folder.report()
      const mappings = folder.mappings()
      for (const site of report.sites) {
        const id = `${folder.id}\0${site.key}`
        const entry = { folder, site, mappings, last: folder.lastRun(site.file, site.line) }
        const before = known.get(id)
        const holds = before?.mappings === mappings && before.last?.runId === entry.last?.runId
        const where = holds ? before.where : await placeIn(entry, report, reads)
        next.set(id, { ...entry, where })
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
    sources.onDidForget(() => void update("places"))
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
    onDidChange: changed.event,
    onDidMove: files.onDidMove,
    dispose: () => {
      ended.abort()
      for (const subscription of subscriptions) subscription.dispose()
    }
  }
}
