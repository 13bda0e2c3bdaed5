/** Writes JSON as bytes into an array: each function takes the place to write at and returns the place after. */

import { jsonString } from "../record/json.ts"

/** The longest JSON of a string of `units` UTF-16 units, quotes included: every unit as a six-byte escape. */
export const maxStringBytes = (units: number): number => units * 6 + 2

export const putBytes = (bytes: Uint8Array, at: number, source: Uint8Array): number => {
  bytes.set(source, at)
  return at + source.length
}

/** A whole number from 0 to 2,147,483,647 in exactly `count` decimal digits. */
export const putDigits = (bytes: Uint8Array, at: number, value: number, count: number): number => {
  let rest = value
  for (let place = at + count - 1; place >= at; place--) {
    const tenth = (rest / 10) | 0
    bytes[place] = ZERO + rest - tenth * 10
    rest = tenth
  }
  return at + count
}

/** A whole number from 0 to 2,147,483,647 as JSON. */
export const putWhole = (bytes: Uint8Array, at: number, value: number): number => {
  let count = 1
  for (let limit = 10; value >= limit; limit *= 10) count += 1
  return putDigits(bytes, at, value, count)
}

/** Text of any kind, as it is. */
export const putText = (bytes: Buffer, at: number, text: string): number =>
  at + bytes.write(text, at)

/** A JSON string. Plain ASCII is copied by hand, the rest is escaped as sdk/record does it. */
export const putString = (bytes: Buffer, at: number, text: string): number => {
  let place = at
  bytes[place++] = QUOTE
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) {
      return putText(bytes, at, jsonString(text))
    }
    bytes[place++] = unit
  }
  bytes[place++] = QUOTE
  return place
}

const ZERO = 0x30
const QUOTE = 0x22
const BACKSLASH = 0x5c
