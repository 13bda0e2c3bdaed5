/** The constants of a span that Effect or a library made: its name comes with it, its place is looked for when it ends. */

import type { References } from "effect"
import type { AttributeKey } from "./attribute-key.ts"
import { classify } from "./classify.ts"
import { LapSite } from "./lap-site.ts"
import { type Location, locate, recordedPath } from "./location.ts"
import { encodeSite, type SiteBytes, type SiteFields } from "./site.ts"
import type { LibraryOptions, Span, SpanSite } from "./span.ts"

type Place = Pick<SiteFields, "file" | "line" | "functionName">

export class LibrarySite implements SpanSite {
  readonly name: string
  readonly library: LibraryOptions

  constructor(name: string, library: LibraryOptions) {
    this.name = name
    this.library = library
  }

  bytesOf(span: Span): SiteBytes {
    const { name, operation } = classify(this.name, (key) => attributeOf(span, key))
    const place = placeOf(span)
    const key = `${operation.metric}\n${name}\n${place.file}\n${place.line}\n${place.functionName}`
    const cache = span.recorder.librarySites
    const known = cache.get(key)
    if (known !== undefined) return known
    const fields = { operation, name, step: "total", attributes: undefined, ...place }
    const bytes = encodeSite(fields, span.recorder.runId)
    if (cache.size >= MAX_SITES) cache.clear()
    cache.set(key, bytes)
    return bytes
  }
}

/** Names made up at run time must not fill the memory. */
const MAX_SITES = 2_000

const attributeOf = (span: Span, key: string): unknown => {
  const { dynamic } = span
  if (dynamic === undefined) return undefined
  for (let index = 0; index < dynamic.length; index += 2) {
    if ((dynamic[index] as AttributeKey).key === key) return dynamic[index + 1]
  }
  return undefined
}

/**
 * The nearest place in the user's source: the call of Effect.withSpan, the definition of Effect.fn, else the innermost of
 * the stack frames and Laps around.
 */
const placeOf = (span: Span): Place => {
  const { root } = span.recorder
  const own = span.ownFrame === undefined ? undefined : locate(span.ownFrame.stack)
  if (own !== undefined) return toPlace(own, root)
  const { frame } = span
  if (frame !== undefined && isFunctionFrame(frame, span.name)) {
    const definition = locate(frame.parent.stack)
    if (definition !== undefined) return { ...toPlace(definition, root), functionName: span.name }
  }
  return enclosingPlace(span, root)
}

interface FunctionFrame extends References.StackFrame {
  readonly parent: References.StackFrame
}

/** Whether `frame` is the call of `Effect.fn(name)`: its parent is then the definition. */
export const isFunctionFrame = (
  frame: References.StackFrame,
  name: string
): frame is FunctionFrame => frame.name === name && frame.parent?.name === `${name} (definition)`

const enclosingPlace = (span: Span, root: string): Place => {
  const { lap } = span
  let frame = span.frame
  while (frame !== undefined && frame !== lap?.frame) {
    // The definition of an enclosing function is nearer to the traced code than the line that called it.
    const nearer = isFunctionFrame(frame, frame.name) ? frame.parent : frame
    const found = locate(nearer.stack) ?? locate(frame.stack)
    if (found !== undefined) return toPlace(found, root)
    frame = frame.parent
  }
  if (lap?.site instanceof LapSite) return lap.site.location(root)
  return { file: undefined, line: undefined, functionName: undefined }
}

const toPlace = (location: Location, root: string): Place => ({
  file: recordedPath(location.file, root),
  line: location.line,
  functionName: location.functionName
})
