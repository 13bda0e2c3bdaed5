/** The few calls reading makes to the file system, as an interface so that a test can make any of them fail. */

import type { BigIntStats } from "node:fs"
import * as fs from "node:fs"
import * as fsp from "node:fs/promises"

export interface FileStat {
  readonly kind: "file" | "folder" | "other"
  /** Device and inode: the same file under another name has the same identity, while it exists. */
  readonly identity: string
  readonly size: number
  /** Milliseconds since the epoch, with a fraction where the file system has one. */
  readonly modifiedMs: number
  readonly isDeleted: boolean
}

export interface OpenFile {
  /** Bytes read into `buffer` from `position`; 0 at the end. */
  readonly read: (buffer: Buffer, position: number) => Promise<number>
  readonly stat: () => Promise<FileStat>
  readonly close: () => Promise<void>
}

export interface FileSystem {
  readonly list: (folder: string) => Promise<readonly string[]>
  readonly stat: (path: string) => Promise<FileStat>
  readonly open: (path: string) => Promise<OpenFile>
  /** Calls `onEvent` after something in the folder changed; throws where there are no events. */
  readonly watch: (
    folder: string,
    onEvent: () => void,
    onError: () => void
  ) => { readonly close: () => void }
}

export const nodeFileSystem: FileSystem = {
  list: (folder) => fsp.readdir(folder),
  stat: async (path) => toFileStat(await fsp.stat(path, BIG)),
  open: async (path) => {
    const handle = await fsp.open(path, "r")
    return {
      read: async (buffer, position) =>
        (await handle.read(buffer, 0, buffer.length, position)).bytesRead,
      stat: async () => toFileStat(await handle.stat(BIG)),
      close: () => handle.close()
    }
  },
  watch: (folder, onEvent, onError) => {
    const watcher = fs.watch(folder, { persistent: true }, onEvent)
    watcher.on("error", onError)
    return watcher
  }
}

/** As plain numbers the inodes of NTFS lose digits, and two files become one. */
const BIG = { bigint: true } as const

const toFileStat = (stats: BigIntStats): FileStat => ({
  kind: stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other",
  identity: `${stats.dev}:${stats.ino}`,
  size: Number(stats.size),
  modifiedMs: Number(stats.mtimeNs) / 1e6,
  isDeleted: stats.nlink === 0n
})
