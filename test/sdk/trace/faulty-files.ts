/** The real file system, but from its n-th call on calls fail, or writes take a few bytes only: once, or from then on. */

import * as fs from "node:fs"
import type { LogFiles } from "../../../sdk/trace/log-file.ts"

export interface Fault {
  /** An error code, or how many bytes a write takes at most. */
  readonly kind: string | number
  /** 1-based. */
  readonly call: number
  readonly lasts: "once" | "always"
}

export interface FaultyFiles {
  readonly files: LogFiles
  readonly wasMet: () => boolean
  /** Ends a fault that lasts. */
  readonly heal: () => void
}

export const faultyFiles = ({ call, kind, lasts }: Fault): FaultyFiles => {
  let calls = 0
  let isHealed = false
  const isMet = (): boolean => {
    calls += 1
    return !isHealed && (lasts === "once" ? calls === call : calls >= call)
  }
  const failing =
    <Args extends readonly unknown[], A>(run: (...args: Args) => A) =>
    (...args: Args): A => {
      if (isMet() && typeof kind === "string") {
        throw Object.assign(new Error(`${kind}: faulty`), { code: kind })
      }
      return run(...args)
    }
  const files = {
    closeSync: failing(fs.closeSync),
    fstatSync: failing((file: number) => fs.fstatSync(file)),
    lstatSync: failing((path: string) => fs.lstatSync(path)),
    mkdirSync: failing((path: string, options: fs.MakeDirectoryOptions) =>
      fs.mkdirSync(path, options)
    ),
    openSync: failing(fs.openSync),
    readSync: failing(
      (file: number, bytes: Uint8Array, offset: number, length: number, at: number) =>
        fs.readSync(file, bytes, offset, length, at)
    ),
    readdirSync: failing((path: string) => fs.readdirSync(path)),
    renameSync: failing(fs.renameSync),
    unlinkSync: failing(fs.unlinkSync),
    writeSync: (file: number, data: Uint8Array, offset: number, length: number): number => {
      if (!isMet()) return fs.writeSync(file, data, offset, length)
      if (typeof kind === "number") return fs.writeSync(file, data, offset, Math.min(kind, length))
      throw Object.assign(new Error(`${kind}: faulty`), { code: kind })
    }
  }
  return {
    files: files as unknown as LogFiles,
    wasMet: () => calls >= call,
    heal: () => {
      isHealed = true
    }
  }
}

/** Calls `run` with a fault at the first call, the second, … until a run ends before the fault; each way a fault can last. */
export const forEveryCall = async (
  kinds: readonly Fault["kind"][],
  run: (faulty: FaultyFiles, fault: Fault) => void | Promise<void>
): Promise<number> => {
  let met = 0
  for (const kind of kinds) {
    for (const lasts of ["once", "always"] as const) {
      for (let call = 1; ; call++) {
        const fault = { kind, lasts, call }
        const faulty = faultyFiles(fault)
        await run(faulty, fault)
        if (!faulty.wasMet()) break
        met += 1
      }
    }
  }
  return met
}
