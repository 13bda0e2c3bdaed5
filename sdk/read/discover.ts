/** Paths, as people give them, to the log files they mean. */

import { join } from "node:path"
import { nodeFileSystem, type FileStat, type FileSystem } from "./file-system.ts"
import type { LogFile } from "./log-decoder.ts"
import { pathProblem, type PathProblem } from "./problem.ts"

/** The folder writers write to and readers look into unless told otherwise. */
export const DEFAULT_FOLDER = ".lapline"

/** The path that means standard input. */
export const STDIN = "-"

export interface FoundLog extends LogFile {
  readonly stat: FileStat
}

export interface Discovered {
  /** Newest first; each file once, however many paths lead to it. */
  readonly logs: readonly FoundLog[]
  readonly readsStdin: boolean
  readonly problems: readonly PathProblem[]
}

/**
 * A file is taken whatever its name; a folder gives the logs directly in it, else those in its `.lapline`; `-` is standard
 * input. Never rejects.
 */
export const discoverLogs = async (
  paths: readonly string[],
  fileSystem: FileSystem = nodeFileSystem
): Promise<Discovered> => {
  const logs = new Map<string, FoundLog>()
  const problems: PathProblem[] = []
  for (const path of paths) {
    if (path === STDIN) continue
    const found = await discover(path, fileSystem)
    for (const log of found.logs) if (!logs.has(log.stat.identity)) logs.set(log.stat.identity, log)
    problems.push(...found.problems)
  }
  return {
    logs: [...logs.values()].sort(newestFirst),
    readsStdin: paths.includes(STDIN),
    problems
  }
}

/** Not read as they are: `x.jsonl.gz`, `x.jsonl.1.zst`. */
const isPackedName = (name: string): boolean =>
  /\.(?:jsonl|ndjson)(?:\.\d+)?\.(?:gz|zst|xz|bz2|lz4)$/.test(name)

/** `x.jsonl` and `x.ndjson`, also after a rotation (`x.jsonl.1`). */
export const isLogName = (name: string): boolean => /\.(?:jsonl|ndjson)(?:\.\d+)?$/.test(name)

type Found = Pick<Discovered, "logs" | "problems">

const discover = async (path: string, fileSystem: FileSystem): Promise<Found> => {
  const stat = await attempt(path, () => fileSystem.stat(path))
  if ("_tag" in stat) return { logs: [], problems: [stat] }
  if (stat.kind === "file") return { logs: [{ path, stat }], problems: [] }
  if (stat.kind === "other") {
    const reason = "is no regular file; pipe it in and read `-`"
    return { logs: [], problems: [{ _tag: "Unreadable", path, reason, cause: undefined }] }
  }
  const own = await listFolder(path, fileSystem)
  if (own.logs.length > 0 || own.problems.length > 0) return own
  const nested = join(path, DEFAULT_FOLDER)
  const inner = await listFolder(nested, fileSystem)
  if (inner.logs.length > 0) return inner
  const packed = own.packed ?? inner.packed
  const reason =
    packed === undefined
      ? "holds no logs (*.jsonl); run a traced program first, or name the folder it writes to"
      : `holds compressed logs alone (${packed}); unpack them, or pipe them in and read \`-\``
  return { logs: [], problems: [{ _tag: "NoLogs", path, reason, cause: undefined }] }
}

interface Listed extends Found {
  /** The first compressed log. */
  readonly packed?: string | undefined
}

const listFolder = async (folder: string, fileSystem: FileSystem): Promise<Listed> => {
  const names = await attempt(folder, () => fileSystem.list(folder))
  if ("_tag" in names) return { logs: [], problems: [names] }
  const logs: FoundLog[] = []
  const problems: PathProblem[] = []
  for (const name of names) {
    if (!isLogName(name)) continue
    const path = join(folder, name)
    const stat = await attempt(path, () => fileSystem.stat(path))
    // Gone since the folder was listed: rotation, not a problem.
    if ("_tag" in stat) {
      if (stat._tag !== "MissingPath") problems.push(stat)
    } else if (stat.kind === "file") logs.push({ path, stat })
  }
  return { logs, problems, packed: names.find(isPackedName) }
}

const attempt = async <A extends object>(
  path: string,
  call: () => Promise<A>
): Promise<A | PathProblem> => {
  try {
    return await call()
  } catch (cause) {
    return pathProblem(path, cause)
  }
}

const newestFirst = (left: FoundLog, right: FoundLog): number =>
  right.stat.modifiedMs - left.stat.modifiedMs || (left.path < right.path ? -1 : 1)
