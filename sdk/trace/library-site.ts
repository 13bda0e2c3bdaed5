/** The constants of a span that Effect or a library made: its name comes with it, its place is looked for when it ends. */

import type { References } from "effect"
import type { AttributeKey } from "./attribute-key.ts"
import { classify } from "./classify.ts"
import { locate, locateOnce, NOWHERE, type Place } from "./location.ts"
import type { Recorder } from "./recorder.ts"
import { encodeSite, type Operation, type SiteBytes } from "./site.ts"
import type { LibraryOptions, Span, SpanSite } from "./span.ts"

export class LibrarySite implements SpanSite {
  readonly name: string
  readonly library: LibraryOptions

  constructor(name: string, library: LibraryOptions) {
    this.name = name
    this.library = library
  }

  get place(): Place | undefined {
    return undefined
  }
  get fixed(): undefined {
    return undefined
  }

  bytesOf(span: Span): SiteBytes {
    const own = ownPlace(span)
    const place = own ?? enclosingPlace(span)
    const { name, operation } = classify({
      name: this.name,
      attribute: (key) => attributeOf(span, key),
      isUsers: own !== undefined,
      around: span.operation?.metric
    })
    const { recorder } = span
    const known = newest.get(place)
    if (
      known !== undefined &&
      known.recorder === recorder &&
      known.operation === operation &&
      known.name === name
    ) {
      return known.bytes
    }
    const fields = { operation, name, step: "total", attributes: undefined, place }
    const bytes = encodeSite(fields, recorder)
    newest.set(place, { recorder, operation, name, bytes })
    return bytes
  }
}

interface Encoded {
  readonly recorder: Recorder
  readonly operation: Operation
  readonly name: string
  readonly bytes: SiteBytes
}

/** The constants last made for a place: nearly always one span stands there. */
const newest = new WeakMap<Place, Encoded>()

const attributeOf = (span: Span, key: string): unknown => {
  const { dynamic } = span
  if (dynamic === undefined) return undefined
  for (let index = 0; index < dynamic.length; index += 2) {
    if ((dynamic[index] as AttributeKey).key === key) return dynamic[index + 1]
  }
  return undefined
}

/** The call of Effect.withSpan or the definition of Effect.fn; undefined for spans that a library made. */
const ownPlace = (span: Span): Place | undefined => {
  const { frame, ownFrame } = span
  if (typeof ownFrame === "object") return locateOnce(ownFrame.stack)
  if (frame === undefined || !isFunctionFrame(frame, span.name)) return undefined
  const definition = locate(frame.parent.stack)
  return definition === undefined ? undefined : named(definition, span.name)
}

/** The place of a function whose name the program gave to Effect. */
const named = (place: Place, functionName: string): Place => {
  const known = definitions.get(place)
  if (known?.functionName === functionName) return known
  const made = { ...place, functionName }
  definitions.set(place, made)
  return made
}

const definitions = new WeakMap<Place, Place>()

interface FunctionFrame extends References.StackFrame {
  readonly parent: References.StackFrame
}

/** Whether `frame` is the call of `Effect.fn(name)`: its parent is then the definition. */
export const isFunctionFrame = (
  frame: References.StackFrame,
  name: string
): frame is FunctionFrame => frame.name === name && frame.parent?.name === `${name} (definition)`

/** What Effect.fn calls a function that was given no name. */
const UNNAMED = "Effect.fn"

/** The innermost of the stack frames and Laps around that is the user's. */
const enclosingPlace = (span: Span): Place => {
  const { lap } = span
  let frame = span.frame
  while (frame !== undefined && frame !== lap?.frame) {
    // The definition of an enclosing function is nearer to the traced code than the line that called it.
    const definition = isFunctionFrame(frame, frame.name) ? frame.parent : undefined
    const defined = definition === undefined ? undefined : locate(definition.stack)
    if (defined !== undefined) {
      return frame.name === UNNAMED ? defined : named(defined, frame.name)
    }
    const called = locate(frame.stack)
    if (called !== undefined) return called
    frame = (definition ?? frame).parent
  }
  return lap?.site.place ?? NOWHERE
}
