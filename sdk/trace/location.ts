/** From a line of a stack trace to a place in the user's source, or to the answer that it is library code. */

import { realpathSync } from "node:fs"
import { isAbsolute, relative, sep } from "node:path"
import { parseStackLine, type StackLine } from "./call-site.ts"
import { originalLocation } from "./source-map.ts"

export interface Location {
  /** Absolute path of the source. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly functionName: string | undefined
}

/** The user's place that `stack` names; undefined for libraries and for what cannot be read. Cached by line of text. */
export const locate = (stack: StackLine): Location | undefined => {
  const known = byFunction.get(stack)
  if (known !== undefined) return known ?? undefined
  const text = stack()
  const location = text === undefined ? undefined : locateText(text)
  byFunction.set(stack, location ?? null)
  return location
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

const byFunction = new WeakMap<StackLine, Location | null>()
const byText = new Map<string, Location | undefined>()

/** Evaluated code could make new lines for ever. */
const MAX_LINES = 10_000

const locateText = (text: string): Location | undefined => {
  if (byText.has(text)) return byText.get(text)
  const raw = parseStackLine(text)
  const location = raw === undefined || isLibrary(raw.file) ? undefined : originalLocation(raw)
  const found = location === undefined || isLibrary(location.file) ? undefined : location
  if (byText.size >= MAX_LINES) byText.clear()
  byText.set(text, found)
  return found
}

/** Lapline pushes no frames of its own, so a bundle that holds both never hides its user. */
const isLibrary = (file: string): boolean =>
  /[\\/]node_modules[\\/](?:effect|@effect[\\/][^\\/]+|lapline)[\\/]/.test(file)
