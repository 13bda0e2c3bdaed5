/** Lines, folders and sinks for tests of reading. */

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeDuplicateFilter } from "../../../sdk/read/duplicate-filter.ts"
import { makeLogDecoder, type LineCounts, type LogFile } from "../../../sdk/read/log-decoder.ts"
import type { ReadProblem } from "../../../sdk/read/problem.ts"
import type { TailSink } from "../../../sdk/read/tail.ts"

/** One line of a log, newline included; `name` tells it apart and is its span id. */
export const line = (name: string | number): string =>
  `{"v":1,"metric":"span","name":"${name}","span_id":"${name}"}\n`

export const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join("")

/** Calls `use` with a fresh folder that is gone afterwards. */
export const withFolder = async <A>(use: (folder: string) => A | Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-read-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface Taken {
  readonly names: string[]
  readonly problems: ReadProblem[]
}

/** A sink for `readLogs` that keeps the names of records. */
export const takeNames = () => {
  const taken: Taken = { names: [], problems: [] }
  return {
    ...taken,
    onRecord: (record: { readonly name: string }) => void taken.names.push(record.name),
    onProblem: (problem: ReadProblem) => void taken.problems.push(problem)
  }
}

/** Decodes chunks as one log from start to end. */
export const decodeChunks = (chunks: Iterable<Buffer>): Taken & { readonly counts: LineCounts } => {
  const sink = takeNames()
  const decoder = makeLogDecoder({ path: "test.jsonl" }, sink, makeDuplicateFilter())
  for (const chunk of chunks) decoder.push(chunk)
  decoder.end()
  return { names: sink.names, problems: sink.problems, counts: decoder.counts }
}

export const isBalanced = (counts: LineCounts): boolean =>
  counts.seen ===
  counts.accepted +
    counts.duplicate +
    counts.malformed +
    counts.oversize +
    counts.unsupportedVersion

/** The names of a tail's live records by log, as a consumer that obeys resets holds them. */
export const holdNames = () => {
  const held = new Map<LogFile, string[]>()
  const problems: ReadProblem[] = []
  const resets: string[] = []
  let waiting: { readonly until: () => boolean; readonly resolve: () => void }[] = []
  const changed = () => {
    const ready = waiting.filter(({ until }) => until())
    waiting = waiting.filter((entry) => !ready.includes(entry))
    for (const { resolve } of ready) resolve()
  }
  const sink: TailSink = {
    onRecords: (records, log) => {
      held.set(log, [...(held.get(log) ?? []), ...records.map(({ name }) => name)])
      changed()
    },
    onReset: (log) => {
      held.delete(log)
      resets.push(log.path)
      changed()
    },
    onProblem: (problem) => {
      problems.push(problem)
      changed()
    }
  }
  const names = () => [...held.values()].flat()
  return {
    sink,
    problems,
    resets,
    names,
    sorted: () => names().sort(),
    /** Resolves at the event that makes it true. */
    until: (isTrue: () => boolean) =>
      new Promise<void>((resolve) => {
        waiting.push({ until: isTrue, resolve })
        changed()
      })
  }
}
