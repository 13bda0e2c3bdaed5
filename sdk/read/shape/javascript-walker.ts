/** The walker for engines without WebAssembly SIMD: byte by byte over the same memory. */

import { parseTimestamp } from "../../record/timestamp.ts"
import { FIELDS, LONGEST_SHAPED_LINE, NODE, ROOT, ROW, ROWS, ROWS_PER_CALL } from "./layout.ts"
import { hashLine } from "../line-hash.ts"
import type { Walk, Walker } from "./walker.ts"

const DURATION = FIELDS.indexOf("duration_ms")

export const walkInJavaScript = (memory: ArrayBuffer): Walker => {
  const bytes = new Uint8Array(memory)
  const words = new Uint32Array(memory)
  const doubles = new Float64Array(memory)
  const latin1 = Buffer.from(memory)
  const walk: Walk = { stop: "end", position: 0, rows: 0 }
  const lastSecond = new Uint8Array(SECOND_BYTES)
  let lastSecondMicros = Number.NaN

  /** Lines of one second often follow each other. */
  const timestamp = (from: number, to: number): number => {
    if (to - from !== 27 || bytes[to - 1] !== 0x5a) return Number.NaN
    let fraction = 0
    for (let at = from + SECOND_BYTES; at < to - 1; at++) {
      const byte = bytes[at]
      if (byte === undefined || !isDigit(byte)) return Number.NaN
      fraction = fraction * 10 + byte - 0x30
    }
    if (!isSame(bytes, from, lastSecond, 0, SECOND_BYTES)) {
      lastSecond.set(bytes.subarray(from, from + SECOND_BYTES))
      const text = latin1.toString("latin1", from, from + SECOND_BYTES)
      const micros = text.endsWith(".") ? parseTimestamp(`${text}000000Z`) : null
      lastSecondMicros = micros ?? Number.NaN
    }
    return lastSecondMicros + fraction
  }

  const store = (row: number, field: number, from: number, to: number) => {
    const slot = (row + ROW.fields + 8 * field) >>> 2
    words[slot] = from
    words[slot + 1] = to
  }

  /** Where the line at `from` ends; 0 when its shape is not known. */
  const walkLine = (from: number, row: number): number => {
    let at = from
    let node = ROOT
    doubles[(row + ROW.durationMs) >>> 3] = Number.NaN
    for (;;) {
      switch (bytes[node]) {
        case NODE.constant: {
          const head = words[node >>> 2] ?? 0
          const length = head >>> 16
          if (!isSame(bytes, at, bytes, node + 16, length)) return 0
          at += length
          node = next(node)
          break
        }
        case NODE.text: {
          const close = endOfText(bytes, at)
          if (close === 0) return 0
          store(row, bytes[node + 1] ?? 0, at, close)
          at = close
          node = next(node)
          break
        }
        case NODE.number: {
          const close = endOfNumber(bytes, at)
          if (close === 0) return 0
          const field = bytes[node + 1] ?? 0
          store(row, field, at, close)
          if (field === DURATION) {
            doubles[(row + ROW.durationMs) >>> 3] = numberBetween(bytes, at, close)
          }
          at = close
          node = next(node)
          break
        }
        case NODE.branch: {
          const count = bytes[node + 1] ?? 0
          const byte = bytes[at]
          let child = 0
          while (child < count && bytes[node + 16 + child] !== byte) child++
          if (child === count) return 0
          node = words[(node + 32 + 4 * child) >>> 2] ?? 0
          break
        }
        case NODE.table:
          node = words[(node + 4 + 4 * (bytes[at] ?? 0)) >>> 2] ?? 0
          break
        case NODE.leaf: {
          if (at - from > LONGEST_SHAPED_LINE) return 0
          const slot = row >>> 2
          words[slot] = next(node)
          words[slot + 1] = from
          words[slot + 2] = at - from
          return at
        }
        default:
          return 0
      }
    }
  }

  const next = (node: number): number => words[(node + 4) >>> 2] ?? 0

  return {
    memory,
    timestamp,
    hash: (from, to) => hashLine(bytes, from, to),
    // Counting here would be no faster than where the caller counts.
    tally: (from) => from,
    settle: () => 0,
    scan: (from, end) => {
      walk.position = from
      walk.rows = 0
      walk.stop = "end"
      while (walk.position < end) {
        if (walk.rows === ROWS_PER_CALL) {
          walk.stop = "full"
          break
        }
        const after = walkLine(walk.position, ROWS + walk.rows * ROW.bytes)
        if (after === 0) {
          walk.stop = "unknown"
          break
        }
        walk.position = after
        walk.rows += 1
      }
      return walk
    }
  }
}

/** `2025-12-14T12:00:00.` */
const SECOND_BYTES = 20

const isSame = (
  left: Uint8Array,
  from: number,
  right: Uint8Array,
  other: number,
  length: number
): boolean => {
  for (let index = 0; index < length; index++) {
    if (left[from + index] !== right[other + index]) return false
  }
  return true
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** After a backslash, besides `u`: `"\/bfnrt`. */
const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'))

/** Where the JSON string ends whose inside starts at `at`; 0 when it is none. */
const endOfText = (bytes: Uint8Array, at: number): number => {
  let to = at
  for (;;) {
    const byte = bytes[to] ?? 0
    if (byte === QUOTE) return to
    if (byte < 0x20) return 0
    if (byte !== BACKSLASH) to += 1
    else {
      const escape = bytes[to + 1] ?? 0
      if (ESCAPES.has(escape)) to += 2
      else if (escape === 0x75 && isHex(bytes, to + 2)) to += 6
      else return 0
    }
  }
}

const isHex = (bytes: Uint8Array, at: number): boolean => {
  for (let index = at; index < at + 4; index++) {
    const byte = bytes[index] ?? 0
    const letter = byte | 0x20
    if (!isDigit(byte) && !(letter >= 0x61 && letter <= 0x66)) return false
  }
  return true
}

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 0x30 && byte <= 0x39

/** The first place from `at` on that holds no digit. */
const afterDigits = (bytes: Uint8Array, at: number): number => {
  let to = at
  while (isDigit(bytes[to])) to += 1
  return to
}

/** Where the JSON number ends that starts at `at`; 0 when it is none. */
const endOfNumber = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at] === 0x2d ? at + 1 : at
  let to = bytes[first] === 0x30 ? first + 1 : afterDigits(bytes, first)
  if (to === first) return 0
  if (bytes[to] === 0x2e) {
    const fraction = to + 1
    to = afterDigits(bytes, fraction)
    if (to === fraction) return 0
  }
  if (((bytes[to] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[to + 1]
    const exponent = sign === 0x2b || sign === 0x2d ? to + 2 : to + 1
    to = afterDigits(bytes, exponent)
    if (to === exponent) return 0
  }
  return to
}

/** The number of that text; NaN when it takes more than one exact division to know (Clinger 1990). */
const numberBetween = (bytes: Uint8Array, from: number, to: number): number => {
  const isNegative = bytes[from] === 0x2d
  let digits = 0
  let fractionDigits = 0
  let isFraction = false
  for (let at = isNegative ? from + 1 : from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte === 0x2e) isFraction = true
    else if (!isDigit(byte)) return Number.NaN
    else {
      digits = digits * 10 + byte - 0x30
      if (isFraction) fractionDigits += 1
    }
  }
  if (to - from > 16 || fractionDigits > 15 || digits >= 1e15) return Number.NaN
  const magnitude = digits / (POWERS[fractionDigits] ?? Number.NaN)
  return isNegative ? -magnitude : magnitude
}

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 16 }, (_, power) => Number(`1e${power}`))
