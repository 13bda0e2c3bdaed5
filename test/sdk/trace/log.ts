/** Runs programs that write a log, in this process or in one of their own, and reads what they wrote. */

import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { Lapline } from "../../../sdk/index.ts"
import { decodeLine } from "../../../sdk/record/decode.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"

/** Calls `use` with a fresh folder that is gone afterwards. */
export const withFolder = async <A>(use: (folder: string) => A | Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-trace-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All lines of a folder's logs, none of them malformed or longer than allowed. */
export const readRecords = (folder: string): readonly LapRecord[] =>
  readLines(folder).map((line) => {
    const decoded = decodeLine(line)
    assert(decoded._tag === "Record", `${decoded._tag}: ${line.slice(0, 500)}`)
    assert(line.startsWith('{"v":1,'), line.slice(0, 50))
    return decoded.record
  })

/** The lines of operations alone, without header and resources. */
export const readSpans = (folder: string): readonly LapRecord[] =>
  readRecords(folder).filter(({ metric }) => metric !== "run" && metric !== "resource")

export const readLines = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8")
    assert(text.endsWith("\n"), `${name} does not end with a line`)
    return text.slice(0, -1).split("\n")
  })

/** The spans that `effect` leaves, without the header, by the order in which they ended. */
export const record = <A, E>(
  effect: Effect.Effect<A, E>,
  options: Lapline.LaplineOptions = {}
): Promise<readonly LapRecord[]> =>
  withFolder(async (folder) => {
    const live = Lapline.layer({ service: { name: "test" }, ...options, directory: folder })
    await Effect.runPromise(Effect.exit(effect.pipe(Effect.provide(live))))
    return readSpans(folder)
  })

/** The one record of this name. */
export const named = (records: readonly LapRecord[], name: string): LapRecord => {
  const found = records.filter((record) => record.name === name)
  assert.equal(found.length, 1, `${found.length} records named ${name}`)
  return found[0] as LapRecord
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface StartOptions {
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Told what the program says while it runs. */
  readonly onOutput?: (child: ChildProcess, stdout: string) => void
}

/** Runs Node until it has ended and its output is read. */
export const runNode = async ({ args, cwd, env, onOutput }: StartOptions): Promise<Ended> => {
  const child = spawn(process.execPath, args, {
    cwd: cwd ?? process.cwd(),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    onOutput?.(child, stdout)
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}
