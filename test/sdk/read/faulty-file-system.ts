/** The real file system, but from its n-th call on calls fail: once, or from then on always. */

import { nodeFileSystem, type FileSystem } from "../../../sdk/read/file-system.ts"

export interface Fault {
  /** 1-based. */
  readonly call: number
  readonly code: string
  readonly lasts: "once" | "always"
}

export interface FaultyFileSystem extends FileSystem {
  readonly wasMet: () => boolean
  /** Ends a fault that lasts. */
  readonly heal: () => void
}

export const faultyFileSystem = (fault: Fault): FaultyFileSystem => {
  let calls = 0
  let isHealed = false
  const call = async <A>(run: () => Promise<A>): Promise<A> => {
    calls += 1
    const isMet = fault.lasts === "once" ? calls === fault.call : calls >= fault.call
    if (isMet && !isHealed) throw Object.assign(new Error(fault.code), { code: fault.code })
    return await run()
  }
  return {
    wasMet: () => calls >= fault.call,
    heal: () => {
      isHealed = true
    },
    list: (folder) => call(() => nodeFileSystem.list(folder)),
    stat: (path) => call(() => nodeFileSystem.stat(path)),
    open: async (path) => {
      const file = await call(() => nodeFileSystem.open(path))
      return {
        read: (buffer, position) => call(() => file.read(buffer, position)),
        stat: () => call(file.stat),
        close: file.close
      }
    },
    watch: () => {
      throw new Error("no file events here")
    }
  }
}

/** Calls `run` with a fault at the first call, the second, … until a run ends before the fault; each way a fault can last. */
export const forEveryCall = async (
  codes: readonly string[],
  run: (fileSystem: FaultyFileSystem, fault: Fault) => Promise<void>
): Promise<number> => {
  let runs = 0
  for (const code of codes) {
    for (const lasts of ["once", "always"] as const) {
      for (let call = 1; ; call++) {
        const fileSystem = faultyFileSystem({ call, code, lasts })
        await run(fileSystem, { call, code, lasts })
        if (!fileSystem.wasMet()) break
        runs += 1
      }
    }
  }
  return runs
}
