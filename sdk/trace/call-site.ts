/** Where code was called from: captured for next to nothing, read only when somebody asks. */

import { isAbsolute } from "node:path"
import { fileURLToPath } from "node:url"

/** The line of a stack trace that names a place, `at f (file:///a.ts:1:2)`; the same shape as Effect's StackFrame.stack. */
export type StackLine = () => string | undefined

/** What was called: a function, or a class that was made. */
export type Callee = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown)

export interface RawLocation {
  /** Absolute path. */
  readonly file: string
  /** Both 1-based, in the file that ran. */
  readonly line: number
  readonly column: number
  readonly functionName: string | undefined
}

/** The line that called `callee`, a function on the stack right now. Formatting is left to the first read. */
export const captureCallSite = (callee: Callee): StackLine => {
  const limit = Error.stackTraceLimit
  const holder: { stack?: unknown } = {}
  // Reflect.set: in a hardened realm Error is frozen, and the site is then merely not exact.
  Reflect.set(Error, "stackTraceLimit", 1)
  Error.captureStackTrace(holder, callee)
  Reflect.set(Error, "stackTraceLimit", limit)
  return () => (typeof holder.stack === "string" ? holder.stack.split("\n")[1] : undefined)
}

/**
 * The line where a decorator is applied: the nearest that is not in a function which compilers put between the class and
 * its decorators (`__esDecorate`, `__decorateElement`, `_applyDecs2311`, `_apply_decs_2203_r`).
 */
export const captureDecoration = (callee: Callee): StackLine => {
  const limit = Error.stackTraceLimit
  const holder: { stack?: unknown } = {}
  Reflect.set(Error, "stackTraceLimit", 8)
  Error.captureStackTrace(holder, callee)
  Reflect.set(Error, "stackTraceLimit", limit)
  return () => {
    if (typeof holder.stack !== "string") return undefined
    const lines = holder.stack.split("\n").slice(1)
    // A reader may have worded the last frame of a short stack only.
    return lines.find((line) => line !== "" && !DECORATION_HELPER.test(line))
  }
}

const DECORATION_HELPER =
  /^\s*at (?:async )?(?:(?:Object|Module)\.)?(?:_|\w*[dD]ec(?:s|\w*[dD]ec)?\d* \()/

/** Parses a line of a stack trace; undefined for native frames, Node's own and evaluated text. */
export const parseStackLine = (text: string): RawLocation | undefined => {
  const match = FRAME.exec(text.trim())
  if (match === null) return undefined
  const [, name, place = "", line, column] = match
  const file = filePath(place)
  if (file === undefined) return undefined
  return { file, line: Number(line), column: Number(column), functionName: functionName(name) }
}

const FRAME = /^(?:at )?(?:async )?(?:(.*?) \()?((?:file:\/\/)?[^()]+?):(\d+):(\d+)\)?$/

const filePath = (place: string): string | undefined => {
  if (place.startsWith("file://")) {
    try {
      return fileURLToPath(place)
    } catch {
      // Not a path of this platform; a frame without a place is passed over.
      return undefined
    }
  }
  return isAbsolute(place) ? place : undefined
}

/** `new Foo`, `Object.<anonymous>` and `Module.f [as g]` name nothing a reader could look for. */
const functionName = (name: string | undefined): string | undefined => {
  const bare = name?.replace(/^(?:new |async |Object\.|Module\.)+/, "").replace(/ \[as .*\]$/, "")
  return bare === undefined || bare === "" || bare.includes("<anonymous>") ? undefined : bare
}
