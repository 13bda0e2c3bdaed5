/** The constants of one place where a Lap stands: captured when the program defines it, serialised at its first span. */

import type { AttributeKey } from "./attribute-key.ts"
import type { StackLine } from "./call-site.ts"
import { declaredName, methodLine } from "./declared-name.ts"
import { locate, NOWHERE, type Place } from "./location.ts"
import type { OperationFields } from "./operation.ts"
import type { Recorder } from "./recorder.ts"
import { type Attributes, encodeSite, type Operation, type SiteBytes } from "./site.ts"
import type { Span, SpanSite } from "./span.ts"

/** A step outside any Lap. */
const NO_OPERATION: Operation = { metric: "span", toolName: undefined }

export interface LapOrigin {
  /** Best first: the line a Lap was applied on, the line it was made on. */
  readonly stacks: readonly StackLine[]
  /** What the Lap was applied to; undefined for effects. */
  readonly body: { readonly name: string } | undefined
  /** Whether `body` is a method and `stacks` lead to its decorator: the place is then the method's own line. */
  readonly isMethod?: boolean
}

export class LapSite implements SpanSite {
  readonly library = undefined
  readonly fields: OperationFields
  private readonly origin: LapOrigin
  private found: Place | undefined = undefined
  private readonly fixedKeys: ReadonlySet<string> | undefined
  /** One entry is enough: a step nearly always runs inside the same tool, and a process has one run. */
  private cached: SiteBytes | undefined = undefined
  private cachedRecorder: Recorder | undefined = undefined
  private cachedOperation: Operation | undefined = undefined

  constructor(fields: OperationFields, origin: LapOrigin) {
    this.fields = fields
    this.origin = origin
    this.fixedKeys =
      fields.attributes === undefined ? undefined : new Set(Object.keys(fields.attributes))
  }

  get name(): string {
    const { name, operation } = this.fields
    return name ?? this.place.functionName ?? operation?.metric ?? NO_OPERATION.metric
  }
  get fixed(): Attributes | undefined {
    return this.fields.attributes
  }

  bytesOf(span: Span): SiteBytes {
    const { recorder, operation } = span
    if (this.fixedKeys !== undefined && hasOverride(span, this.fixedKeys))
      return this.encode(span, this.remaining(span))
    if (
      this.cached === undefined ||
      this.cachedRecorder !== recorder ||
      this.cachedOperation !== operation
    ) {
      this.cached = this.encode(span, this.fields.attributes)
      this.cachedRecorder = recorder
      this.cachedOperation = operation
    }
    return this.cached
  }

  /** Found at the first span and kept. */
  get place(): Place {
    return (this.found ??= placeOf(this.origin))
  }

  private encode(span: Span, attributes: Attributes | undefined): SiteBytes {
    const { name, place } = this
    const { step } = this.fields
    const operation = span.operation ?? NO_OPERATION
    return encodeSite({ operation, name, step, attributes, place }, span.recorder)
  }

  private remaining(span: Span): Attributes {
    const keys = span.dynamic?.filter((_, index) => index % 2 === 0) as readonly AttributeKey[]
    const dynamic = new Set(keys.map(({ key }) => key))
    return Object.fromEntries(
      Object.entries(this.fields.attributes ?? {}).filter(([key]) => !dynamic.has(key))
    )
  }
}

const placeOf = ({ body, isMethod, stacks }: LapOrigin): Place => {
  for (const stack of stacks) {
    const found = locate(stack)
    if (found === undefined) continue
    if (body === undefined) return found
    return isMethod === true ? ofMethod(found, body.name) : named(found, body.name)
  }
  return { ...NOWHERE, functionName: body?.name === "" ? undefined : body?.name }
}

const ofMethod = (place: Place, functionName: string): Place => {
  const source = place.readSource()
  const line = source === undefined ? undefined : methodLine(source, functionName, place.line ?? 1)
  return { ...place, line: line ?? place.line, functionName }
}

/** The source comes first: a minifier takes away or changes the names of functions. */
const named = (place: Place, bodyName: string): Place => {
  const source = place.readSource()
  const declared = source === undefined ? undefined : declaredName(source, place.line ?? 0)
  const functionName = declared ?? (bodyName === "" ? place.functionName : bodyName)
  return { ...place, functionName }
}

/** A span may set what its site fixes: the line then holds the span's value, once. */
const hasOverride = (span: Span, fixed: ReadonlySet<string>): boolean => {
  const { dynamic } = span
  if (dynamic === undefined) return false
  for (let index = 0; index < dynamic.length; index += 2) {
    if (fixed.has((dynamic[index] as AttributeKey).key)) return true
  }
  return false
}
