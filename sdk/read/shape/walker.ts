/** Lines against the trie of known shapes: by WebAssembly where it has SIMD, else in JavaScript, with the same results. */

import { walkInJavaScript } from "./javascript-walker.ts"
import { MEMORY_PAGES } from "./layout.ts"
import { WALKER_MODULE } from "./walker-module.ts"

export interface Walker {
  readonly memory: ArrayBuffer
  /**
   * Takes lines from `from` on, each into a row, until one has no known shape or does not end before `end` ("unknown"), the rows are
   * full ("full") or all is taken ("end").
   */
  readonly scan: (from: number, end: number) => Walk
  /**
   * Microseconds since the epoch of the timestamp between two places of the memory; NaN unless it is a time in the writer's own
   * form, `2025-12-14T12:00:00.123456Z`.
   */
  readonly timestamp: (from: number, to: number) => number
  /** `hashLine` of the bytes between two places of the memory. */
  readonly hash: (from: number, to: number) => number
  /**
   * Gives the durations of rows of the last walk, from one of them up to another, to the tallies of their shapes, and returns the first
   * that it did not take.
   */
  readonly tally: (from: number, to: number) => number
  /** Counts what waits in the tally at a place of the memory, and returns how many durations there was no room for. */
  readonly settle: (tally: number) => number
}

/** Lent until the next call. */
export interface Walk {
  stop: "end" | "unknown" | "full"
  /** Where the first line starts that was not taken. */
  position: number
  rows: number
}

export type WalkerKind = "WebAssembly" | "JavaScript"

export const makeWalker = (kind: WalkerKind = bestKind()): Walker =>
  kind === "WebAssembly"
    ? webAssemblyWalker()
    : walkInJavaScript(new ArrayBuffer(MEMORY_PAGES * 65_536))

/** As much of the standard interface as is used here; TypeScript has it only together with the DOM's types. */
interface WebAssemblyApi {
  readonly validate: (bytes: Uint8Array) => boolean
  readonly Memory: new (options: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: WalkerExports }
}

interface WalkerExports {
  readonly scan: (from: number, end: number) => number
  readonly timestamp: (from: number, to: number) => number
  readonly hash: (from: number, to: number) => number
  readonly tally: (from: number, to: number) => number
  readonly settle: (tally: number) => number
  readonly position: { readonly value: number }
  readonly count: { readonly value: number }
}

const api: WebAssemblyApi | undefined = Reflect.get(globalThis, "WebAssembly")

const moduleBytes = (): Uint8Array => Buffer.from(WALKER_MODULE, "base64")

/** A module with SIMD does not validate on an engine without it. */
const bestKind = (): WalkerKind =>
  api?.validate(moduleBytes()) === true ? "WebAssembly" : "JavaScript"

const STOPS = ["end", "unknown", "full"] as const

const webAssemblyWalker = (): Walker => {
  if (api === undefined) throw new Error("this engine has no WebAssembly")
  const memory = new api.Memory({ initial: MEMORY_PAGES })
  const { exports } = new api.Instance(new api.Module(moduleBytes()), { env: { memory } })
  const walk: Walk = { stop: "end", position: 0, rows: 0 }
  return {
    memory: memory.buffer,
    timestamp: exports.timestamp,
    hash: exports.hash,
    tally: exports.tally,
    settle: exports.settle,
    scan: (from, end) => {
      walk.stop = STOPS[exports.scan(from, end)] ?? "unknown"
      walk.position = exports.position.value
      walk.rows = exports.count.value
      return walk
    }
  }
}
