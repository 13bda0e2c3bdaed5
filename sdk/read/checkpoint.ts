/** Where reading of each log stood, on disk: so that a program that passes records on goes on where it was after a restart. */

import { createHash } from "node:crypto"
import { open, readFile, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import type { LineCounts } from "./log-decoder.ts"
import { errorCode } from "./problem.ts"

/** Where reading of one log goes on: after a whole line. */
export interface Position {
  /** See `FileStat`. */
  readonly identity: string
  readonly offset: number
  /** The bytes just before `offset`, by which the file is known again. */
  readonly mark: Buffer
  /** Of the lines before it. */
  readonly counts: LineCounts
}

/**
 * The positions in the checkpoint at `path`; none when there is no such file, it is damaged or of another version: everything is then
 * read again. Rejects when the file is there and cannot be read.
 */
export const readCheckpoint = async (path: string): Promise<readonly Position[]> => {
  try {
    return parse(await readFile(path, "utf8"))
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return []
    throw cause
  }
}

/** Replaces the checkpoint: whoever reads it, and whenever the power fails, finds the former one or this one. */
export const writeCheckpoint = async (
  path: string,
  positions: readonly Position[]
): Promise<void> => {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = await open(temporary, "w", 0o600)
    try {
      await file.writeFile(print(positions))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw cause
  }
  await syncFolder(dirname(path))
}

/** The rename itself is on disk only with its folder. */
const syncFolder = async (folder: string): Promise<void> => {
  // Windows opens no folders, and needs none of this.
  if (process.platform === "win32") return
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const VERSION = 1

/** A line with version and digest of the rest, then the positions as JSON. */
const print = (positions: readonly Position[]): string => {
  const body = JSON.stringify(
    positions.map(({ mark, ...rest }) => ({ ...rest, mark: mark.toString("base64") }))
  )
  return `lapline checkpoint ${VERSION} ${digestOf(body)}\n${body}\n`
}

const parse = (text: string): readonly Position[] => {
  const [head = "", body = ""] = text.split("\n")
  // What the digest vouches for was written by `print`.
  if (head !== `lapline checkpoint ${VERSION} ${digestOf(body)}`) return []
  const positions = JSON.parse(body) as readonly (Omit<Position, "mark"> & { mark: string })[]
  return positions.map(({ mark, ...rest }) => ({ ...rest, mark: Buffer.from(mark, "base64") }))
}

const digestOf = (body: string): string => createHash("sha256").update(body).digest("hex")
