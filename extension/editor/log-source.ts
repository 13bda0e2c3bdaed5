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
}

export interface FollowedLogs {
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
