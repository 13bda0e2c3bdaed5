/** Puts a full log aside under a number of its own, and keeps the newest few. */

import { constants } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { LogFiles } from "./log-file.ts"

export interface Rotation {
  /** A file is put aside before a write would make it longer than this. */
  readonly maxBytes: number
  /** How many files that were put aside are kept; older ones are deleted. */
  readonly keep: number
}

/**
 * Renames `path` to `path.1`, `path.2`, …: numbers only grow, so no file is renamed twice, and the number is reserved first, so
 * several processes may rotate one log at once. Throws what the file system says.
 */
export const rotateLog = (path: string, keep: number, files: LogFiles): void => {
  const numbers = rotatedNumbers(path, files)
  const target = reserve(path, (numbers.at(-1) ?? 0) + 1, files)
  try {
    files.renameSync(path, target)
  } catch (cause) {
    files.unlinkSync(target)
    throw cause
  }
  for (const number of numbers.slice(0, Math.max(0, numbers.length + 1 - keep))) {
    files.unlinkSync(`${path}.${number}`)
  }
}

/** The numbers of the files put aside, oldest first. */
const rotatedNumbers = (path: string, files: LogFiles): readonly number[] => {
  const prefix = `${basename(path)}.`
  return files
    .readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((number) => Number.isSafeInteger(number) && number > 0)
    .sort((one, other) => one - other)
}

const reserve = (path: string, first: number, files: LogFiles): string => {
  for (let number = first; ; number++) {
    const target = join(dirname(path), `${basename(path)}.${number}`)
    try {
      files.closeSync(files.openSync(target, NEW, 0o600))
      return target
    } catch (cause) {
      if (number - first >= MAX_TRIES || !isTaken(cause)) throw cause
    }
  }
}

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
const MAX_TRIES = 100

const isTaken = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "EEXIST"
