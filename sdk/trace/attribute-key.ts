/** Attribute keys, looked at once: whether they may be recorded, the bytes they are written as, how their values are cleaned. */

import { jsonStringWithin, TRUNCATED } from "../record/json.ts"
import type { Clean, KeyPolicy } from "./content.ts"

export interface AttributeKey {
  readonly key: string
  /** `,"key":` */
  readonly bytes: Uint8Array
  /** What may be told of a value; undefined when all of it may. */
  readonly clean: Clean | undefined
}

/** The key as it is written; undefined for one that must not be. */
export type LookUpKey = (key: string) => AttributeKey | undefined

export const makeKeyTable = (policyOf: KeyPolicy): LookUpKey => {
  const known = new Map<string, AttributeKey | undefined>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined || known.has(key)) return found
    const policy = policyOf(key)
    const made =
      policy === "drop" ? undefined : makeKey(key, policy === "keep" ? undefined : policy)
    // Keys made up at run time must not fill the memory.
    if (known.size < MAX_KEYS) known.set(key, made)
    return made
  }
}

export const MAX_KEY_BYTES = 256
const MAX_KEYS = 2_000

const makeKey = (key: string, clean: Clean | undefined): AttributeKey => ({
  key,
  bytes: Buffer.from(`,${jsonStringWithin(key, MAX_KEY_BYTES)}:`),
  clean
})

/** Stands for the attributes over the limit; its value is their number. */
export const OVERFLOW_KEY = makeKey(TRUNCATED, undefined)
