/** Newest values and peaks of the resource lines. */

import type { LapRecord } from "../record/record.ts"
import type { Report } from "./model.ts"

export interface ResourceSet {
  readonly add: (line: LapRecord) => void
  readonly all: () => Report["resources"]
}

const MAX_KEYS = 200

/** Keeps every numeric attribute, at most 200 keys. */
export const createResourceSet = (): ResourceSet => {
  const resources = new Map<string, { last: number; max: number; endMicros: number }>()
  return {
    add: ({ attributes, endMicros }) => {
      const at = endMicros ?? -Infinity
      for (const [key, value] of Object.entries(attributes)) {
        if (typeof value !== "number") continue
        const known = resources.get(key)
        if (known === undefined) {
          if (resources.size < MAX_KEYS)
            resources.set(key, { last: value, max: value, endMicros: at })
          continue
        }
        known.max = Math.max(known.max, value)
        // Of two values of one instant the larger: the answer must not hang on which line came first.
        if (at > known.endMicros || (at === known.endMicros && value > known.last)) {
          known.last = value
          known.endMicros = at
        }
      }
    },
    all: () =>
      Object.fromEntries(
        [...resources]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, { last, max }]) => [key, { last, max }])
      )
  }
}
