/** Keeps one of the sites that are the same operation measured before and after its line moved. */
import type { PlacedSite, Placement } from "./placement.ts"

export interface Dated {
  readonly placement: Placement
  /** When the site was last measured, microseconds since the epoch. */
  readonly endMicros: number
}

/**
 * An operation that ran on line 42 and, after an edit, on line 45 is two sites in the log. Both are
 * found on line 45 of the source: only the one measured last is shown there, so that no line says
 * two numbers of one thing.
 */
export const newestOnly = (sites: readonly Dated[]): readonly PlacedSite[] => {
  const newest = new Map<string, { readonly placed: PlacedSite; readonly endMicros: number }>()
  for (const { placement, endMicros } of sites) {
    if (placement._tag !== "Placed") continue
    const { line, site } = placement
    const id = `${line}\0${site.name}\0${site.metric}\0${site.step}`
    const known = newest.get(id)
    if (known === undefined || known.endMicros < endMicros) {
      newest.set(id, { placed: placement, endMicros })
    }
  }
  return [...newest.values()].map(({ placed }) => placed)
}
