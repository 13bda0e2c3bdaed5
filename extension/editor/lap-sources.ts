/** Everything that lap times are read from: the workspace folders, and logs that are open in an editor of their own. */
import * as vscode from "vscode"
import type { FolderLaps } from "./folder-laps.ts"
import { isInside } from "./inside.ts"
import type { Laps } from "./laps.ts"

export interface LapSource extends FolderLaps {
  readonly id: string
  /** Absolute path of the folder or the log. */
  readonly path: string
}

export interface LapSources {
  readonly folders: () => readonly LapSource[]
  readonly find: (id: string) => LapSource | undefined
  /** The workspace folder whose files a source's places are looked for in; its own id where none fits. */
  readonly placingFolder: (id: string) => string
  /** Until it is disposed of, the source can be found. */
  readonly add: (source: LapSource) => vscode.Disposable
  /** Figures of a folder or of an added source changed. */
  readonly onDidChange: vscode.Event<void>
  readonly changed: () => void
  readonly dispose: () => void
}

export const createLapSources = (laps: Laps): LapSources => {
  const changed = new vscode.EventEmitter<void>()
  const added = new Map<string, LapSource>()
  const subscription = laps.onDidChange(() => changed.fire())
  return {
    folders: laps.folders,
    find: (id) => laps.folders().find((folder) => folder.id === id) ?? added.get(id),
    placingFolder: (id) => {
      const path = added.get(id)?.path
      if (path === undefined) return id
      const folders = laps.folders()
      return (folders.find((folder) => isInside(path, folder.path)) ?? folders[0])?.id ?? id
    },
    add: (source) => {
      added.set(source.id, source)
      return new vscode.Disposable(() => {
        if (added.get(source.id) === source) added.delete(source.id)
      })
    },
    onDidChange: changed.event,
    changed: () => changed.fire(),
    dispose: () => {
      subscription.dispose()
      changed.dispose()
    }
  }
}
