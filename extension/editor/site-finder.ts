/** Finds the file of a measured site and anchors the site in it. */
import type { Run, Site } from "../../sdk/analyze/model.ts"
import type { LastRun } from "../../sdk/analyze/place/last-run.ts"
import type { PathMapping, PathQuery } from "../../sdk/analyze/place/path.ts"
import type { LapsFolder } from "./laps.ts"
import { findOriginal, isGenerated } from "./original-source.ts"
import type { Ambiguity, PathChoices } from "./path-choices.ts"
import type { PlacedFiles, SourceReads } from "./placed-files.ts"
import type { Nowhere, PlacedFile } from "./placement.ts"
import type { FoundFile, SourceFiles } from "./source-files.ts"

export interface SoughtSite {
  readonly folder: LapsFolder
  readonly site: Site
  readonly last: LastRun | undefined
  readonly mappings: readonly PathMapping[]
}

export interface SiteFinderOptions {
  readonly sources: SourceFiles
  readonly files: PlacedFiles
  readonly choices: PathChoices
}

export interface SiteFinder {
  /** `reads` holds what was read for other sites of the same pass. */
  readonly find: (
    sought: SoughtSite,
    run: Run | undefined,
    reads: SourceReads
  ) => Promise<PlacedFile | Nowhere>
  readonly ambiguity: (
    sought: SoughtSite,
    run: Run | undefined,
    paths: readonly string[]
  ) => Ambiguity
}

export const createSiteFinder = ({ sources, files, choices }: SiteFinderOptions): SiteFinder => {
  const original = async (
    { site, folder }: SoughtSite,
    run: Run | undefined,
    { uri, isExact }: FoundFile
  ) => {
    const runStartMicros = run?.startMicros ?? null
    if (site.line === undefined || runStartMicros === null || !isExact || !isGenerated(uri)) {
      return undefined
    }
    const generated = { uri, line: site.line, names: site, folder: folder.path, runStartMicros }
    return findOriginal(generated, sources)
  }
  const ambiguity: SiteFinder["ambiguity"] = (sought, run, paths) => ({
    folderId: sought.folder.id,
    query: queryOf(sought, run),
    paths
  })
  return {
    ambiguity,
    find: async (sought, run, reads) => {
      const { folder, site, last } = sought
      if (site.file === undefined) return { reason: "no file", paths: [] }
      const query = queryOf(sought, run)
      const found = sources.known(query) ?? (await sources.find(query))
      if (found._tag === "Refused") return { reason: found.reason, paths: [] }
      if (found._tag === "Missing") return { reason: "missing", paths: [] }
      if (found._tag === "Ambiguous") {
        choices.propose(ambiguity(sought, run, found.paths))
        return { reason: "ambiguous", paths: found.paths }
      }
      const made = await original(sought, run, found)
      const uri = made?.uri ?? found.uri
      const measured = {
        key: `${folder.id}\0${site.key}`,
        names: site,
        line: made?.line ?? site.line,
        runId: last?.runId,
        run: {
          startMicros: run?.startMicros ?? null,
          gitCommit: found.whole && made === undefined ? run?.gitCommit : undefined,
          gitDirty: run?.gitDirty,
          isThisFile: found.isExact && made === undefined,
          text: made?.text
        }
      }
      const isRead = await files.measure(uri, measured, reads)
      return isRead ? { uri } : { reason: "unreadable", paths: [uri.fsPath] }
    }
  }
}

const queryOf = ({ folder, site, mappings }: SoughtSite, run: Run | undefined): PathQuery => ({
  reported: site.file ?? "",
  root: run?.root,
  folder: folder.path,
  mappings
})
