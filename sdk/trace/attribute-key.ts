/** Attribute keys, looked at once: whether they may be recorded and the bytes they are written as. */

import { jsonStringWithin } from "../record/json.ts"
import type { KeepAttribute } from "./content.ts"

export interface AttributeKey {
  readonly key: string
  /** `,"key":` */
  readonly bytes: Uint8Array
}

/** The key as it is written; undefined for one that must not be. */
export type LookUpKey = (key: string) => AttributeKey | undefined

export const makeKeyTable = (keep: KeepAttribute): LookUpKey => {
  const known = new Map<string, AttributeKey | undefined>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined || known.has(key)) return found
    const made = keep(key)
      ? { key, bytes: Buffer.from(`,${jsonStringWithin(key, MAX_KEY_BYTES)}:`) }
      : undefined
    // Keys made up at run time must not fill the memory.
    if (known.size < MAX_KEYS) known.set(key, made)
    return made
  }
}

export const MAX_KEY_BYTES = 256
const MAX_KEYS = 2_000
