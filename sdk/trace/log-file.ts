/** Opens and watches a run's log file: private, appended to, never through a symbolic link, never but a regular file. */

import type * as fs from "node:fs"
import { constants } from "node:fs"
import { dirname } from "node:path"

/** What the log needs of the file system; a test puts faults in its place. */
export type LogFiles = Pick<
  typeof fs,
  "closeSync" | "fstatSync" | "lstatSync" | "mkdirSync" | "openSync" | "readSync" | "writeSync"
> &
  Pick<typeof fs, "renameSync" | "unlinkSync"> & {
    readonly readdirSync: (path: string) => readonly string[]
  }

/** Why a log cannot be written where it should be. */
export class LogRefused extends Error {
  readonly _tag = "LogRefused"
  readonly reason: "NotAFile" | "LinkedFolder"

  constructor(reason: LogRefused["reason"], path: string) {
    super(reason === "NotAFile" ? `${path} is not a regular file` : `${path} is a symbolic link`)
    this.name = "LogRefused"
    this.reason = reason
  }
}

export interface OpenedLog {
  readonly descriptor: number
  /** What is there already. */
  readonly bytes: number
  /** What is there ends in the middle of a line: whoever writes next ends it first. */
  readonly isTorn: boolean
}

/**
 * Opens `path` for appending and makes its folder where needed. Throws what the file system says, or LogRefused. Does not
 * wait: a pipe without a reader is refused.
 */
export const openLog = (path: string, files: LogFiles): OpenedLog => {
  const folder = dirname(path)
  files.mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (files.lstatSync(folder).isSymbolicLink()) throw new LogRefused("LinkedFolder", folder)
  const descriptor = files.openSync(path, FLAGS, 0o600)
  try {
    const status = files.fstatSync(descriptor)
    if (!status.isFile()) throw new LogRefused("NotAFile", path)
    const isTorn = status.size > 0 && !endsLine(descriptor, status.size, files)
    return { descriptor, bytes: status.size, isTorn }
  } catch (cause) {
    files.closeSync(descriptor)
    throw cause
  }
}

/** Bytes in the file that is open, while `path` still names it; undefined after a rotation or a deletion. */
export const bytesStillThere = (
  descriptor: number,
  path: string,
  files: LogFiles
): number | undefined => {
  try {
    const open = files.fstatSync(descriptor)
    const named = files.lstatSync(path)
    return open.ino === named.ino && open.dev === named.dev ? open.size : undefined
  } catch {
    return undefined
  }
}

// Windows has neither of the two: there a link has to be made by an administrator, and pipes have names of their own.
const FLAGS =
  constants.O_RDWR |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0)

const NEWLINE = 0x0a

const endsLine = (descriptor: number, size: number, files: LogFiles): boolean => {
  const last = new Uint8Array(1)
  return files.readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE
}
