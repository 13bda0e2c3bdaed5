/** `lapline export --checkpoint` and `--follow`: logs passed on as they grow, each line once. */

import { resolve } from "node:path"
import type { ReadProblem } from "../read/problem.ts"
import { readCheckpoint, writeCheckpoint } from "../read/checkpoint.ts"
import { tailLogs, type PassedOn, type Tail } from "../read/tail.ts"
import { decodeLine } from "../record/decode.ts"
import { encodeRecord } from "../record/encode.ts"
import type { LapRecord } from "../record/record.ts"
import type { Target, Write } from "./export-target.ts"
import { growingFile } from "./growing-file.ts"

export interface ForwardOptions {
  readonly paths: readonly string[]
  /** Where it is kept what was passed on; without it everything is passed on again after a restart. */
  readonly checkpoint: string | undefined
  /** Undefined: `write` takes the text. */
  readonly file: string | undefined
  readonly write: Write
  /** `isContinued` where earlier records are in the same output. */
  readonly makeTarget: (write: Write, isContinued: boolean) => Promise<Target>
  readonly chooses: (record: LapRecord) => boolean
  readonly onProblem: (problem: ReadProblem) => void
  /** Whether nobody reads what is written any more. */
  readonly isUnread: () => boolean
}

export interface Forwarding {
  readonly target: Target
  readonly tail: Tail
  /** Ends when something could not be passed on: then with the reason, where that is not the target's to tell. */
  readonly failed: Promise<unknown>
  /** Nothing more is passed on; resolves when all is closed. */
  readonly close: () => Promise<void>
}

/** Rejects where checkpoint or output cannot be used. */
export const forwardLogs = async (options: ForwardOptions): Promise<Forwarding> => {
  const { checkpoint, chooses, onProblem } = options
  const path = options.file && resolve(options.file)
  const kept = checkpoint === undefined ? undefined : (await readCheckpoint(checkpoint)).state
  const before = kept === undefined ? NOTHING : (JSON.parse(kept) as Kept)
  const isSameFile = path !== undefined && before.output?.path === path
  const file = path && (await growingFile(path, isSameFile ? before.output?.bytes : undefined))
  const write: Write = file ? file.write : options.write
  const target = await options.makeTarget(write, file ? file.bytes() > 0 : kept !== undefined)
  const headers = new Map(before.headers.map((line) => [line, decoded(line)]))
  target.learn?.([...headers.values()].flatMap((header) => header ?? []))
  const state = (): string => {
    const output = path && file ? { path, bytes: file.bytes() } : undefined
    return JSON.stringify({ output, headers: [...headers.keys()].slice(-MAX_HEADERS) })
  }
  // A crash before the first records are passed on must find the output's length, too.
  if (checkpoint !== undefined && kept === undefined) {
    await writeCheckpoint(checkpoint, { positions: [], state: state() })
  }

  let waiting: LapRecord[] = []
  let fail: (cause: unknown) => void = () => undefined
  const failed = new Promise<unknown>((settle) => {
    fail = settle
  })
  const passOn = async (): Promise<PassedOn> => {
    const records = waiting
    waiting = []
    try {
      await target.take(records)
      for (const record of records) {
        if (record.metric === "run") headers.set(encodeRecord(record), record)
      }
      // A pipe tells that its reader left a moment after it took the text.
      await new Promise((settle) => setImmediate(settle))
      if (target.isBehind?.() !== true && !options.isUnread()) {
        return { _tag: "PassedOn", state: state() }
      }
      fail(undefined)
    } catch (cause) {
      fail(cause)
    }
    return { _tag: "Failed" }
  }
  const tail = tailLogs(
    options.paths,
    {
      onRecords: (records) => void waiting.push(...records.filter(chooses)),
      onReset: () => undefined,
      onProblem
    },
    { passOn, ...(checkpoint !== undefined && { checkpoint }) }
  )
  return {
    target,
    tail,
    failed,
    close: async () => {
      const closing = tail.close()
      await target.giveUp?.()
      await closing
      if (file) await file.close()
    }
  }
}

/** What stands in a checkpoint beside the positions. */
interface Kept {
  readonly output?: { readonly path: string; readonly bytes: number }
  /** Of the last runs: lines still to come belong to them. */
  readonly headers: readonly string[]
}

const NOTHING: Kept = { headers: [] }
const MAX_HEADERS = 100

const decoded = (line: string): LapRecord | undefined => {
  const result = decodeLine(line.trimEnd())
  return result._tag === "Record" ? result.record : undefined
}
