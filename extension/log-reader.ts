/**
 * Brings sdk/read to the editor: logs followed as it wants them, confined to a folder where it asks
 * for that.
 */
import { realpath } from "node:fs/promises"
import { nodeFileSystem, type FileSystem } from "../sdk/read/file-system.ts"
import { describeProblem, type ReadProblem } from "../sdk/read/problem.ts"
import { tailLogs } from "../sdk/read/tail.ts"
import { isInside } from "./editor/inside.ts"
import type { FollowLogs, LogProblem } from "./editor/log-source.ts"

export const followLogs: FollowLogs = ({ paths, sink, confinedTo, onProgress }) => {
  const tail = tailLogs(
    paths,
    {
      onRecords: sink.onRecords,
      onReset: sink.onReset,
      onProblem: (problem) => sink.onProblem(toLogProblem(problem))
    },
    {
      isLazy: true,
      fileSystem: confinedTo === undefined ? nodeFileSystem : confineTo(confinedTo, nodeFileSystem),
      ...(onProgress && { onProgress })
    }
  )
  return { ...tail, caughtUp: tail.refresh() }
}

/**
 * Calls for a path whose real place is not in the folder fail with EACCES, before anything there is
 * touched.
 */
export const confineTo = (folder: string, files: FileSystem): FileSystem => {
  const guarded = async <A>(path: string, call: () => Promise<A>): Promise<A> => {
    const [root, real] = await Promise.all([realpath(folder), realpath(path)])
    if (isInside(real, root)) return call()
    throw Object.assign(new Error(`${path} leads out of ${folder}`), { code: "EACCES" })
  }
  return {
    list: (path) => guarded(path, () => files.list(path)),
    stat: (path) => guarded(path, () => files.stat(path)),
    open: (path) => guarded(path, () => files.open(path)),
    watch: files.watch
  }
}

const toLogProblem = (problem: ReadProblem): LogProblem => ({
  fault: FAULTS[problem._tag],
  isExpected: problem._tag === "MissingPath" || problem._tag === "NoLogs",
  text: describeProblem(problem)
})

const FAULTS: Readonly<Record<ReadProblem["_tag"], LogProblem["fault"]>> = {
  Malformed: "malformed",
  NotUtf8: "malformed",
  Oversize: "oversize",
  UnsupportedVersion: "unsupportedVersion",
  MissingPath: undefined,
  Unreadable: undefined,
  NoLogs: undefined
}
