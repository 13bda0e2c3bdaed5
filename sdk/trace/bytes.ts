/** Writes JSON as bytes into an array: each function takes the place to write at and returns the place after. */

import { jsonString } from "../record/json.ts"

/** The longest JSON of a string of `units` UTF-16 units, quotes included: every unit as a six-byte escape. */
export const maxStringBytes = (units: number): number => units * 6 + 2

export const putBytes = (bytes: Uint8Array, at: number, source: Uint8Array): number => {
  bytes.set(source, at)
  return at + source.length
}

/** A whole number from 0 to 999,999 in six digits. */
export const putSixDigits = (bytes: Uint8Array, at: number, value: number): number => {
  const thousands = (value / 1_000) | 0
  return putThreeDigits(bytes, putThreeDigits(bytes, at, thousands), value - thousands * 1_000)
}

/** A whole number from 0 to 2,147,483,647 as JSON. */
export const putWhole = (bytes: Uint8Array, at: number, value: number): number => {
  if (value >= 1_000) {
    const thousands = (value / 1_000) | 0
    return putThreeDigits(bytes, putWhole(bytes, at, thousands), value - thousands * 1_000)
  }
  const zeros = value < 10 ? 2 : value < 100 ? 1 : 0
  for (let digit = zeros; digit < 3; digit++) {
    bytes[at + digit - zeros] = DIGITS[value * 3 + digit] as number
  }
  return at + 3 - zeros
}

const putThreeDigits = (bytes: Uint8Array, at: number, value: number): number => {
  bytes[at] = DIGITS[value * 3] as number
  bytes[at + 1] = DIGITS[value * 3 + 1] as number
  bytes[at + 2] = DIGITS[value * 3 + 2] as number
  return at + 3
}

/** `000001002…999`: three digits are looked up where three divisions would make three numbers. */
const DIGITS: Uint8Array = Buffer.from(
  Array.from({ length: 1_000 }, (_, value) => String(value).padStart(3, "0")).join("")
)

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

const QUOTE = 0x22
const BACKSLASH = 0x5c
