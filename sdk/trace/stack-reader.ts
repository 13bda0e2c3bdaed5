/** Reads the one line that Effect wants of a stack trace without having the other frames formatted: half the cost of a span. */

import type { StackLine } from "./call-site.ts"

/**
 * What `stack` answers. Effect captures a short stack for every span and takes its last frame, so that is all that is put
 * into words, once per place; the words are those that Node would have found. Where anybody else words stack traces
 * (a hook of the host, `--enable-source-maps`), they are left to do it.
 */
export const readStackLine = (stack: StackLine): string | undefined => {
  const wording = Error.prepareStackTrace
  if (wording !== BUILT_IN || process.sourceMapsEnabled) return stack()
  try {
    Error.prepareStackTrace = lastFrame
    return stack()
  } finally {
    Error.prepareStackTrace = wording
  }
}

/** Node's own function, or undefined where it has none; a host's hook when that was first, and then it stays in charge. */
const BUILT_IN = isBuiltIn(Error.prepareStackTrace) ? Error.prepareStackTrace : NaN

function isBuiltIn(wording: unknown): boolean {
  return (
    wording === undefined ||
    (typeof wording === "function" && wording.name === "ErrorPrepareStackTrace")
  )
}

/** More than Effect ever captures: the error is somebody else's and is worded in full. */
const MAX_FRAMES = 3

const lastFrame = (error: Error, trace: readonly NodeJS.CallSite[]): string => {
  const last = trace[trace.length - 1]
  if (trace.length > MAX_FRAMES || last === undefined) {
    return [String(error), ...trace].join("\n    at ")
  }
  const file = last.getFileName() ?? ""
  let places = worded.get(file)
  if (places === undefined) {
    // Evaluated code could make new files for ever.
    if (worded.size >= MAX_FILES) worded.clear()
    worded.set(file, (places = new Map()))
  }
  const place = (last.getLineNumber() ?? 0) * 65_536 + (last.getColumnNumber() ?? 0)
  let text = places.get(place)
  if (text === undefined) {
    text = interned("\n".repeat(trace.length) + `at ${last}`)
    places.set(place, text)
  }
  return text
}

const MAX_FILES = 10_000
const worded = new Map<string, Map<number, string>>()

/** The one copy of a text that V8 keeps for property names: it splits that one only once. */
const interned = (text: string): string => Object.keys({ [text]: true })[0] ?? text
