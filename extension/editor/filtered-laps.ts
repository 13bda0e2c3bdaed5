/** The figures of the spans that a filter chooses: the same logs, read once more for them alone. */
import * as vscode from "vscode"
import { parseFilter } from "../../sdk/analyze/filter/filter.ts"
import { createFolderLaps, type FolderLaps } from "./folder-laps.ts"
import type { Laps } from "./laps.ts"
import type { FollowLogs } from "./log-source.ts"
import type { Settings } from "./settings.ts"
import { createThrottle } from "./throttle.ts"

export interface FilteredLaps {
  /** Empty when all spans count. */
  readonly text: () => string
  /** The figures to show for a folder: its own, or those of the filter. */
  readonly of: (folder: FolderLaps & { readonly id: string }) => FolderLaps
  /** Text that is no filter changes nothing. */
  readonly set: (text: string) => void
  readonly onDidChange: vscode.Event<void>
  readonly dispose: () => void
}

export interface FilteredLapsOptions {
  readonly laps: Laps
  readonly settings: Settings
  readonly followLogs: FollowLogs
}

/** A second reading costs time once and memory while a filter is set; figures of lines that are gone cannot be had otherwise. */
export const createFilteredLaps = ({
  laps,
  settings,
  followLogs
}: FilteredLapsOptions): FilteredLaps => {
  const changed = new vscode.EventEmitter<void>()
  const throttle = createThrottle(
    () => changed.fire(),
    () => settings.current().refreshIntervalMs
  )
  const folders = new Map<string, FolderLaps>()
  let text = ""

  const drop = (id: string) => {
    folders.get(id)?.dispose()
    folders.delete(id)
  }
  const make = (): FolderLaps => {
    const filter = parseFilter(text)
    return createFolderLaps({
      followLogs,
      onChange: throttle.request,
      // The first reading has told of them.
      onProblem: () => {},
      filter: filter._tag === "Filter" ? filter.matches : undefined
    })
  }
  const sync = () => {
    const ids = new Set(laps.folders().map(({ id }) => id))
    for (const id of folders.keys()) if (text === "" || !ids.has(id)) drop(id)
    if (text === "") return
    for (const { id, source, clearedMicros } of laps.folders()) {
      const own = folders.get(id) ?? make()
      folders.set(id, own)
      own.follow(source())
      if (own.clearedMicros() !== clearedMicros()) own.clear(clearedMicros())
    }
  }
  const subscription = laps.onDidChange(sync)
  return {
    text: () => text,
    of: (folder) => folders.get(folder.id) ?? folder,
    set: (next) => {
      if (next === text || parseFilter(next)._tag !== "Filter") return
      text = next
      for (const id of folders.keys()) drop(id)
      sync()
      throttle.request()
    },
    onDidChange: changed.event,
    dispose: () => {
      for (const id of folders.keys()) drop(id)
      for (const each of [changed, throttle, subscription]) each.dispose()
    }
  }
}
