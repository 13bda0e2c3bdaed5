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
  /** The file's first bytes and those just before `offset`, by which it is known again; none where they were not read. */
  readonly head: Buffer
  readonly mark: Buffer
  /** Of the lines before it. */
  readonly counts: LineCounts
}

export interface Checkpoint {
  readonly positions: readonly Position[]
  /** What the consumer of the records keeps with them. */
  readonly state: string | undefined
}

/**
 * The checkpoint at `path`; it holds nothing when there is no such file, it is damaged or of another version: everything is then
 * read again. Rejects when the file is there and cannot be read.
 */
export const readCheckpoint = async (path: string): Promise<Checkpoint> => {
  try {
    return parse(await readFile(path, "utf8"))
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return NONE
    throw cause
  }
}

/** Replaces the checkpoint: whoever reads it, and whenever the power fails, finds the former one or this one. */
export const writeCheckpoint = async (path: string, checkpoint: Checkpoint): Promise<void> => {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = await open(temporary, "w", 0o600)
    try {
      await file.writeFile(print(checkpoint))
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

const VERSION = 2
const NONE: Checkpoint = { positions: [], state: undefined }

/** A line with version and digest of the rest, then the rest as JSON. */
const print = ({ positions, state }: Checkpoint): string => {
  const body = JSON.stringify({
    state,
    positions: positions.map(({ head, mark, ...rest }) => ({
      ...rest,
      head: head.toString("base64"),
      mark: mark.toString("base64")
    }))
  })
  return `lapline checkpoint ${VERSION} ${digestOf(body)}\n${body}\n`
}

const parse = (text: string): Checkpoint => {
  const [first = "", body = ""] = text.split("\n")
  // What the digest vouches for was written by `print`.
  if (first !== `lapline checkpoint ${VERSION} ${digestOf(body)}`) return NONE
  const { positions, state } = JSON.parse(body) as Printed
  return {
    state,
    positions: positions.map(({ head, mark, ...rest }) => ({
      ...rest,
      head: Buffer.from(head, "base64"),
      mark: Buffer.from(mark, "base64")
    }))
  }
}

interface Printed {
  readonly state?: string
  readonly positions: readonly (Omit<Position, "head" | "mark"> & {
    readonly head: string
    readonly mark: string
  })[]
}

const digestOf = (body: string): string => createHash("sha256").update(body).digest("hex")
