/** From a line of a stack trace to a place in the user's source, or to the answer that it is library code. */

import { realpathSync } from "node:fs"
import { isAbsolute, relative, sep } from "node:path"
import { parseStackLine, type StackLine } from "./call-site.ts"
import { readStackLine } from "./stack-reader.ts"
import { originalLocation } from "./source-map.ts"

/** A place in source. One object for one place, so that what is made for it can hang on it. */
export interface Place {
  /** Absolute path; undefined where no line of the user's is known. */
  readonly file: string | undefined
  /** 1-based. */
  readonly line: number | undefined
  readonly functionName: string | undefined
  /** Text of the file, read on the spot; undefined when it cannot be had. */
  readonly readSource: () => string | undefined
}

export const NOWHERE: Place = {
  file: undefined,
  line: undefined,
  functionName: undefined,
  readSource: () => undefined
}

/** The user's place that `stack` names; undefined for libraries and for what cannot be read. For a line asked for again and again. */
export const locate = (stack: StackLine): Place | undefined => {
  const known = byFunction.get(stack)
  if (known !== undefined) return known ?? undefined
  const place = locateOnce(stack)
  byFunction.set(stack, place ?? null)
  return place
}

/** As `locate`, for a line that was captured for one span. */
export const locateOnce = (stack: StackLine): Place | undefined => {
  const text = readSafely(stack)
  if (text === undefined) return undefined
  const known = byText.get(text)
  if (known !== undefined) return known ?? undefined
  const place = locateText(text)
  // Evaluated code could make new lines for ever.
  if (byText.size >= MAX_LINES) byText.clear()
  byText.set(text, place ?? null)
  return place
}

/** The file as a record tells it: relative to `root` with forward slashes, absolute outside it. */
export const recordedPath = (file: string, root: string): string => {
  const path = relative(root, file)
  const inside = path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path)
  return (inside ? path : file).replaceAll(sep, "/")
}

/** `path` without symbolic links, as modules are loaded; `path` itself when it does not exist. */
export const realPath = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

const byFunction = new WeakMap<StackLine, Place | null>()
const byText = new Map<string, Place | null>()
const MAX_LINES = 10_000

/** `captureStackTrace` of Effect.withSpan may be a function of the host's. */
const readSafely = (stack: StackLine): string | undefined => {
  try {
    return readStackLine(stack)
  } catch {
    return undefined
  }
}

const locateText = (text: string): Place | undefined => {
  const raw = parseStackLine(text)
  if (raw === undefined || isLibrary(raw.file)) return undefined
  const place = originalLocation(raw)
  return isLibrary(place.file) ? undefined : place
}

/** Lapline pushes no frames of its own, so a bundle that holds both never hides its user. */
const isLibrary = (file: string): boolean =>
  /[\\/]node_modules[\\/](?:effect|@effect[\\/][^\\/]+|lapline)[\\/]/.test(file)
