/** What can go wrong between a path and its records: data for the caller to count and show, never thrown. */

export type ReadProblem = LineProblem | PathProblem

/** A line that became no record. */
export interface LineProblem {
  readonly _tag: "Malformed" | "Oversize" | "UnsupportedVersion" | "NotUtf8"
  readonly file: string
  /** 1-based; undefined where reading did not begin at the log's first byte. */
  readonly line: number | undefined
  readonly reason: string
}

/** A path that could not be read; `reason` says what to do about it. */
export interface PathProblem {
  readonly _tag: "MissingPath" | "Unreadable" | "NoLogs"
  readonly path: string
  readonly reason: string
  readonly cause: unknown
}

/** One line of text for people, the same in terminal and editor. */
export const describeProblem = (problem: ReadProblem): string =>
  "line" in problem
    ? `${problem.file}${problem.line === undefined ? "" : `:${problem.line}`}: ${problem.reason}`
    : `${problem.path}: ${problem.reason}`

/** The problem that a failed call of the file system is. */
export const pathProblem = (path: string, cause: unknown): PathProblem => {
  if (isMissing(cause)) {
    return { _tag: "MissingPath", path, reason: "no such file or folder", cause }
  }
  const reason =
    REASONS[errorCode(cause) ?? ""] ?? (cause instanceof Error ? cause.message : String(cause))
  return { _tag: "Unreadable", path, reason, cause }
}

/** Whether a call failed because nothing has that path. */
export const isMissing = (cause: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes(errorCode(cause) ?? "")

/** `ENOENT` and the like, of an error that Node's file system threw. */
export const errorCode = (cause: unknown): string | undefined =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  EISDIR: "is a folder",
  ELOOP: "its symbolic links form a loop",
  EMFILE: "too many open files",
  EIO: "the disk reports a read error"
}
