/** Any value to JSON of a bounded size, without ever throwing: what does not fit or cannot be read is marked. */

import { MAX_DEPTH } from "./record.ts"
import { isLongerThan, utf8Length } from "./utf8.ts"

/** Stands at the end of a cut string, in place of what is nested too deep, and as the key that counts left-out keys. */
export const TRUNCATED = "…truncated"

/** The room `jsonValue` needs for any value at all: the longest number, or a container that holds the marker only. */
export const MIN_VALUE_BYTES = 40

/** One string within a value is cut at this many bytes, so that the other attributes still fit. */
export const MAX_STRING_BYTES = 16_384

/** `text` as a JSON string. Well formed: a lone surrogate and NUL come out as escapes. */
export const jsonString = (text: string): string => JSON.stringify(text)

/** `text` as a JSON string of at most `maxBytes` bytes (14 or more), quotes and escapes counted; a cut one ends in the marker. */
export const jsonStringWithin = (text: string, maxBytes: number): string => {
  if (text.length * 6 + 2 <= maxBytes) return jsonString(text)
  const head = text.slice(0, maxBytes)
  if (head.length === text.length) {
    const json = jsonString(text)
    if (!isLongerThan(json, maxBytes)) return json
  }
  let room = maxBytes - MARK.length - 2
  let end = 0
  for (const character of head) {
    room -= escapedBytes(character)
    if (room < 0) break
    end += character.length
  }
  return jsonString(head.slice(0, end) + TRUNCATED)
}

/**
 * `value` as JSON of at most `maxBytes` bytes (MIN_VALUE_BYTES or more). What JSON has no word for is told as text: dates in ISO
 * form, big integers as digits, errors as `name: message`, maps as objects, sets as arrays, bytes by their length,
 * functions by their name. A cycle, a getter that throws and what lies too deep leave a marker.
 */
export const jsonValue = (value: unknown, maxBytes: number): string =>
  write(value, { room: maxBytes, ancestors: [] })

/** The entries of `value` that `isKept` names, as `"key":value,…` without braces; same limits as `jsonValue`. */
export const jsonEntries = (
  value: object,
  isKept: (key: string) => boolean,
  maxBytes: number
): string => {
  try {
    const keys = Object.keys(value).filter(isKept)
    const place = { room: maxBytes + 2, ancestors: [value] }
    return writeEntries(keys, (key) => Reflect.get(value, String(key)), place).slice(1, -1)
  } catch {
    return `${UNREADABLE}:true`
  }
}

interface Place {
  readonly room: number
  readonly ancestors: readonly object[]
}

const MARK = jsonString(TRUNCATED)
const CIRCULAR = jsonString("…circular")
const UNREADABLE = jsonString("…unreadable")
/** `,"…truncated":` and a count of up to ten digits. */
const MARK_ENTRY_BYTES = 26
/** The line itself is the level that is not among the ancestors. */
const MAX_ANCESTORS = MAX_DEPTH - 1

/** Getters, toJSON, proxies and names are foreign code: what they throw becomes a marker in the line. */
const write = (value: unknown, place: Place): string => {
  try {
    return writeAny(value, place)
  } catch {
    return UNREADABLE
  }
}

const writeAny = (value: unknown, place: Place): string => {
  switch (typeof value) {
    case "string":
      return jsonStringWithin(value, Math.min(place.room, MAX_STRING_BYTES))
    case "number":
      return Number.isFinite(value) ? String(value) : "null"
    case "boolean":
      return String(value)
    case "bigint":
      return writeBigInt(value, place)
    case "function":
      return jsonStringWithin(`function ${value.name}`, place.room)
    case "symbol":
      return jsonStringWithin(String(value), place.room)
    case "undefined":
      return "null"
    case "object":
      return value === null ? "null" : descend(value, place, writeObject)
  }
}

const writeBigInt = (value: bigint, place: Place): string => {
  // Text of a huge integer takes quadratic time: beyond 256 bits only its size is told.
  const digits = BigInt.asIntN(256, value) === value ? String(value) : "integer over 256 bits"
  return Number.isSafeInteger(Number(value)) ? digits : jsonStringWithin(digits, place.room)
}

const descend = <A extends object>(
  value: A,
  place: Place,
  into: (value: A, place: Place) => string
): string => {
  if (place.ancestors.includes(value)) return CIRCULAR
  if (place.ancestors.length >= MAX_ANCESTORS) return MARK
  return into(value, { room: place.room, ancestors: [...place.ancestors, value] })
}

const writeObject = (value: object, place: Place): string => {
  if (Array.isArray(value)) return writeArray(value, place)
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "null" : jsonString(value.toISOString())
  }
  if (value instanceof Error) return write(`${value.name}: ${value.message}`, place)
  if (value instanceof Map) return writeEntries([...value.keys()], (key) => value.get(key), place)
  if (value instanceof Set) return writeArray([...value], place)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return jsonString(`${value.byteLength} bytes`)
  }
  if ("toJSON" in value && typeof value.toJSON === "function") return write(value.toJSON(), place)
  return writeEntries(Object.keys(value), (key) => Reflect.get(value, String(key)), place)
}

const writeArray = (items: readonly unknown[], place: Place): string => {
  const parts: string[] = []
  let left = place.room - 2 - MARK_ENTRY_BYTES
  for (const item of items) {
    if (left < MIN_VALUE_BYTES + 1) {
      parts.push(MARK)
      break
    }
    const json = write(item, { ...place, room: left - 1 })
    left -= utf8Length(json) + 1
    parts.push(json)
  }
  return `[${parts.join(",")}]`
}

const writeEntries = (
  keys: readonly unknown[],
  get: (key: unknown) => unknown,
  place: Place
): string => {
  const parts: string[] = []
  let left = place.room - 2 - MARK_ENTRY_BYTES
  for (const [index, key] of keys.entries()) {
    const name = jsonStringWithin(String(key), 256)
    const room = left - utf8Length(name) - 2
    if (room < MIN_VALUE_BYTES) {
      parts.push(`${MARK}:${keys.length - index}`)
      break
    }
    const json = writeEntry(() => get(key), { ...place, room })
    if (json === undefined) continue
    left = room - utf8Length(json)
    parts.push(`${name}:${json}`)
  }
  return `{${parts.join(",")}}`
}

const writeEntry = (get: () => unknown, place: Place): string | undefined => {
  try {
    const value = get()
    return value === undefined ? undefined : write(value, place)
  } catch {
    return UNREADABLE
  }
}

const escapedBytes = (character: string): number => {
  const point = character.codePointAt(0) ?? 0
  if (point >= 8 && point <= 13 && point !== 11) return 2
  if (point < 0x20 || (point >= 0xd800 && point <= 0xdfff)) return 6
  if (point < 0x80) return character === '"' || character === "\\" ? 2 : 1
  if (point < 0x800) return 2
  return point < 0x10000 ? 3 : 4
}
