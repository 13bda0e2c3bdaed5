/** File events of the folders that hold the logs, for as long as each folder is the same one. */

import type { FileSystem } from "./file-system.ts"

export interface FolderWatchers {
  /** Watches exactly these folders from now on; what is none is left alone, and one without events is left to polling and tried again next time. */
  readonly watch: (folders: ReadonlySet<string>) => Promise<void>
  readonly close: () => void
}

export const makeFolderWatchers = (fileSystem: FileSystem, onEvent: () => void): FolderWatchers => {
  const watched = new Map<string, { readonly identity: string; readonly close: () => void }>()
  let isClosed = false

  const stop = (folder: string) => {
    watched.get(folder)?.close()
    watched.delete(folder)
  }

  return {
    watch: async (folders) => {
      for (const folder of watched.keys()) if (!folders.has(folder)) stop(folder)
      for (const folder of folders) {
        const identity = await fileSystem.stat(folder).then(
          (stat) => (stat.kind === "folder" ? stat.identity : undefined),
          () => undefined
        )
        // A folder deleted and made again has the old name and a dead watcher.
        if (watched.get(folder)?.identity !== identity) stop(folder)
        if (isClosed || identity === undefined || watched.has(folder)) continue
        try {
          const watcher = fileSystem.watch(folder, onEvent, () => stop(folder))
          watched.set(folder, { identity, close: () => watcher.close() })
        } catch {
          // No events here (a network mount, too many watches): polling sees the same changes later.
        }
      }
    },
    close: () => {
      isClosed = true
      for (const folder of watched.keys()) stop(folder)
    }
  }
}
