/** The constants of a block of plain code: captured with each block, serialised once for each place in the source. */

import type { StackLine } from "./call-site.ts"
import { LapSite } from "./lap-site.ts"
import { locateOnce, NOWHERE, type Place } from "./location.ts"
import type { OperationFields } from "./operation.ts"
import type { Attributes, SiteBytes } from "./site.ts"
import type { Span, SpanSite } from "./span.ts"

export class BlockSite implements SpanSite {
  readonly library = undefined
  readonly fields: OperationFields
  private readonly stack: StackLine

  constructor(fields: OperationFields, stack: StackLine) {
    this.fields = fields
    this.stack = stack
  }

  get name(): string {
    return this.kept().name
  }
  get fixed(): Attributes | undefined {
    return this.fields.attributes
  }
  get place(): Place {
    return locateOnce(this.stack) ?? NOWHERE
  }
  bytesOf(span: Span): SiteBytes {
    return this.kept().bytesOf(span)
  }

  /** What the blocks before this one, of the same place and the same words, have made. */
  private kept(): LapSite {
    const { fields, place } = this
    const kept = sites.get(place) ?? []
    const found = kept.find((site) => isSame(site.fields, fields))
    if (found !== undefined) return found
    const site = new LapSite(fields, { stacks: [this.stack], body: undefined })
    // Names made at run time could go on for ever.
    sites.set(place, kept.length < MAX_KINDS ? [...kept, site] : [site])
    return site
  }
}

const MAX_KINDS = 16
const sites = new WeakMap<Place, readonly LapSite[]>()

const isSame = (one: OperationFields, other: OperationFields): boolean =>
  one.name === other.name &&
  one.step === other.step &&
  one.operation?.metric === other.operation?.metric &&
  one.operation?.toolName === other.operation?.toolName &&
  isSameAttributes(one.attributes ?? {}, other.attributes ?? {})

const isSameAttributes = (one: Attributes, other: Attributes): boolean => {
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.is(one[key], other[key]))
  )
}
