/** What the editor needs of a reader of logs; `extension.ts` brings one. */
import type { LapRecord } from "../../sdk/record/record.ts"

/** Follows logs until closed. */
export type FollowLogs = (request: FollowRequest) => FollowedLogs

export interface FollowRequest {
  /** Log files and folders of them. */
  readonly paths: readonly string[]
  readonly sink: LogSink
  /** When given, nothing outside of this folder is read, through no link. */
  readonly confinedTo: string | undefined
  /** Told after each piece of a log. */
  readonly onProgress?: (progress: ReadingProgress) => void
}

export interface ReadingProgress {
  readonly readBytes: number
  readonly totalBytes: number
  /** Logs read to their end. */
  readonly readFiles: number
  readonly totalFiles: number
}

/** What was there and is not read. */
export interface LeftOut {
  readonly bytes: number
  readonly files: number
}

export interface FollowedLogs {
  /** Resolves when what was there at first is read or left out. */
  readonly caughtUp: Promise<void>
  /** Until then: leaves out what was not read yet. What is written later is read. */
  readonly leaveOutRest: () => void
  readonly leftOut: () => LeftOut
  readonly close: () => Promise<void>
}

export interface LogSink {
  readonly onRecords: (records: readonly LapRecord[], log: { readonly path: string }) => void
  /** What a log gave is void: everything has to be read again. */
  readonly onReset: () => void
  readonly onProblem: (problem: LogProblem) => void
}

export interface LogProblem {
  /** How a line that became no record is counted; undefined for a path that cannot be read. */
  readonly fault: "malformed" | "oversize" | "unsupportedVersion" | undefined
  /** True when there is simply nothing to read yet. */
  readonly isExpected: boolean
  /** The sentence for people. */
  readonly text: string
}
