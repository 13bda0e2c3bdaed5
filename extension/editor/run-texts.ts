/** What a source file said when a run read it, as well as can be known. */
import * as vscode from "vscode"
import type { MeasuredTexts } from "../../sdk/analyze/place/placed-text.ts"
import { createCommittedTexts } from "./committed-text.ts"
import { linesOf, type SourceText } from "./document-text.ts"

export interface RunTexts {
  /** Remembers what lies on disk now: a later run may be asked about when it is there no more. */
  readonly see: (uri: vscode.Uri, source: SourceText) => void
  readonly of: (
    uri: vscode.Uri,
    source: SourceText,
    run: MeasuringRun
  ) => Promise<MeasuredTexts["run"]>
}

export interface MeasuringRun {
  /** When the process started, microseconds since the epoch. */
  readonly startMicros: number | null
  readonly gitCommit: string | undefined
  /** False when the working tree was the commit. */
  readonly gitDirty: boolean | undefined
  /** True when the run read this very file, not its like on another machine. */
  readonly isThisFile: boolean
  /** What it ran, where that is known already. */
  readonly text: readonly string[] | undefined
}

interface Version {
  readonly lines: readonly string[]
  readonly sinceMicros: number
  /** The last time it was seen there. */
  readonly untilMicros: number
}

const MOST_VERSIONS = 8
const MOST_FILES = 500

export const createRunTexts = (): RunTexts => {
  const versions = new Map<string, readonly Version[]>()
  const readCommitted = createCommittedTexts()

  const see = (uri: vscode.Uri, { disk, sinceMicros, readMicros }: SourceText) => {
    const id = uri.toString()
    if (!versions.has(id) && versions.size >= MOST_FILES) versions.clear()
    const others = (versions.get(id) ?? []).filter((known) => known.sinceMicros !== sinceMicros)
    const seen = { lines: disk, sinceMicros, untilMicros: readMicros }
    versions.set(id, [...others, seen].slice(-MOST_VERSIONS))
  }
  return {
    see,
    of: async (uri, source, { startMicros, gitCommit, gitDirty, isThisFile, text }) => {
      if (text !== undefined) return { _tag: "Certain", lines: text }
      see(uri, source)
      const wasThere = ({ sinceMicros, untilMicros }: Version) =>
        startMicros !== null && sinceMicros <= startMicros && startMicros <= untilMicros
      const version = versions.get(uri.toString())?.find(wasThere)
      if (version !== undefined && isThisFile) return { _tag: "Certain", lines: version.lines }
      const committed =
        gitCommit === undefined || uri.scheme !== "file" || !vscode.workspace.isTrusted
          ? undefined
          : await readCommitted(uri.fsPath, gitCommit)
      if (committed !== undefined) {
        return { _tag: gitDirty === false ? "Certain" : "Likely", lines: linesOf(committed) }
      }
      return version === undefined ? { _tag: "Unknown" } : { _tag: "Likely", lines: version.lines }
    }
  }
}
