/** The walker of walker.ts in AssemblyScript: lines against the trie of known shapes, sixteen bytes at a time. */

// Numbers of layout.ts.
const CONSTANT: u32 = 1, BRANCH: u32 = 2, TEXT: u32 = 3, NUMBER: u32 = 4, LEAF: u32 = 5, TABLE: u32 = 6
const DURATION: u32 = 1
const ROOT: usize = 4096, ROWS: usize = 4 << 20, ROWS_PER_CALL: u32 = 2048, ROW_BYTES: usize = 96
const LONGEST_SHAPED_LINE: usize = 21845
const LEAST_COUNTED: f64 = 9.5367431640625e-7, MOST_COUNTED: f64 = 3155760000000, FIRST_OCTAVE: u32 = 1003
const SHAPE_TALLIES: usize = 8781824, SHAPE_ROWS: usize = 8814592
const TALLY_PAGES: usize = 11272192, TALLY_PAGES_END: usize = 15990784, PAGE_BYTES: usize = 1536, WAITING: u32 = 256

/** Powers of ten that a double holds exactly (Clinger 1990). */
const POWERS: usize = memory.data<f64>([1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15], 8)

/** After a call: where the first line starts that was not taken, and how many rows were written. */
export let position: usize = 0
export let count: u32 = 0

/** What number gave, beside the position it returned. */
let value: f64 = 0

// @ts-ignore: decorator
@inline function digit(p: usize): u32 { return <u32>load<u8>(p) - 0x30 }
// @ts-ignore: decorator
@inline function isNoHex(byte: u32): bool {
  return byte - 0x30 > 9 && (byte | 0x20) - 0x61 > 5
}

/** The end of the JSON string whose inside starts at p, or 0. */
function text(p: usize): usize {
  const quote = i8x16.splat(0x22), backslash = i8x16.splat(0x5c), space = i8x16.splat(0x20)
  for (;;) {
    const v = v128.load(p)
    const stop = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), i8x16.lt_u(v, space)))
    if (stop == 0) { p += 16; continue }
    p += <usize>ctz(stop)
    const byte = <u32>load<u8>(p)
    if (byte == 0x22) break
    if (byte != 0x5c) return 0
    const escape = <u32>load<u8>(p, 1)
    if (escape == 0x75) {
      if (isNoHex(load<u8>(p, 2)) || isNoHex(load<u8>(p, 3)) || isNoHex(load<u8>(p, 4)) || isNoHex(load<u8>(p, 5))) return 0
      p += 6
    } else if (
      escape == 0x6e || escape == 0x22 || escape == 0x5c || escape == 0x2f || escape == 0x74 ||
      escape == 0x72 || escape == 0x62 || escape == 0x66
    ) p += 2
    else return 0
  }
  return p
}

/** The end of the JSON number at p, or 0; its value, or NaN when it takes more than one exact division to know. */
function number(p: usize): usize {
  const isNegative = load<u8>(p) == 0x2d
  if (isNegative) p++
  const first = p
  let m: u64 = 0
  let scale: usize = 0
  let d = digit(p)
  if (d > 9) return 0
  if (d == 0) p++
  else do { m = m * 10 + d; p++; d = digit(p) } while (d <= 9)
  let digits = p - first
  if (load<u8>(p) == 0x2e) {
    const fraction = ++p
    d = digit(p)
    if (d > 9) return 0
    do { m = m * 10 + d; p++; d = digit(p) } while (d <= 9)
    scale = p - fraction
    digits += scale
  }
  if ((load<u8>(p) | 0x20) == 0x65) {
    p++
    const sign = load<u8>(p)
    if (sign == 0x2b || sign == 0x2d) p++
    if (digit(p) > 9) return 0
    do { p++ } while (digit(p) <= 9)
    digits = 16
  }
  if (digits > 15) value = NaN
  else {
    const magnitude = <f64>m / load<f64>(POWERS + (scale << 3))
    value = isNegative ? -magnitude : magnitude
  }
  return p
}

// @ts-ignore: decorator
@inline function two(p: usize): u32 {
  const tens = digit(p), ones = digit(p + 1)
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones
}

/** Microseconds since the epoch of `2025-12-14T12:00:00.123456Z`; NaN for any other form and for what is no time. */
export function timestamp(p: usize, end: usize): f64 {
  if (end - p != 27) return NaN
  if (
    load<u8>(p, 4) != 0x2d || load<u8>(p, 7) != 0x2d || load<u8>(p, 10) != 0x54 || load<u8>(p, 13) != 0x3a ||
    load<u8>(p, 16) != 0x3a || load<u8>(p, 19) != 0x2e || load<u8>(p, 26) != 0x5a
  ) return NaN
  const century = two(p), ofCentury = two(p + 2), month = two(p + 5), day = two(p + 8)
  const hour = two(p + 11), minute = two(p + 14), second = two(p + 17)
  const m1 = two(p + 20), m2 = two(p + 22), m3 = two(p + 24)
  if (century == 0 || century > 99 || ofCentury > 99 || month == 0 || month > 12 || day == 0) return NaN
  if (hour > 23 || minute > 59 || second > 60 || m1 > 99 || m2 > 99 || m3 > 99) return NaN
  const year = century * 100 + ofCentury
  const isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  const days: u32 = month == 2 ? (isLeap ? 29 : 28) : 30 + ((month + (month >> 3)) & 1)
  if (day > days) return NaN
  // Days since the epoch of a proleptic Gregorian date: Hinnant, "chrono-compatible low-level date algorithms".
  const y = <i64>year - (month <= 2 ? 1 : 0)
  const era = y / 400
  const yearOfEra = y - era * 400
  const dayOfYear = (153 * (<i64>month + (month > 2 ? -3 : 9)) + 2) / 5 + <i64>day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  const seconds = (era * 146097 + dayOfEra - 719468) * 86400 + <i64>((hour * 60 + minute) * 60 + second)
  // Two roundings, as parseTimestamp makes them.
  return <f64>seconds * 1e6 + <f64>((m1 * 100 + m2) * 100 + m3)
}

// @ts-ignore: decorator
@inline function lane(value: u32, word: u32): u32 { return rotl<u32>(value + word * 0x85ebca77, 13) * 0x9e3779b1 }

// @ts-ignore: decorator
@inline function mixed(value: u32): u32 {
  value = (value ^ (value >> 15)) * 0x85ebca77
  value = (value ^ (value >> 13)) * 0xc2b2ae3d
  return value ^ (value >> 16)
}

/** hashLine of ../line-hash.ts. */
export function hash(from: usize, to: usize): f64 {
  const length = <u32>(to - from)
  let a: u32 = 0x9e3779b1 + 0x85ebca77, b: u32 = 0x85ebca77, c: u32 = 0, d: u32 = 0 - 0x9e3779b1
  if (length < 16) {
    for (let p = from; p < to; p++) a = lane(a, load<u8>(p))
  } else {
    const last = to - 16
    for (let p = from; ; p += 16) {
      if (p > last) p = last
      a = lane(a, load<u32>(p))
      b = lane(b, load<u32>(p, 4))
      c = lane(c, load<u32>(p, 8))
      d = lane(d, load<u32>(p, 12))
      if (p == last) break
    }
  }
  const low = mixed(rotl<u32>(a, 1) + rotl<u32>(b, 7) + rotl<u32>(c, 12) + rotl<u32>(d, 18) + length)
  const high = mixed((a * 0x85ebca77) ^ rotl<u32>(b * 0xc2b2ae3d, 5) ^ rotl<u32>(c * 0x27d4eb2f, 11) ^ rotl<u32>(d * 0x165667b1, 17))
  return <f64>(high & 0x1fffff) * 4294967296.0 + <f64>low
}

/** Whether `length` bytes at p and q are the same. */
// @ts-ignore: decorator
@inline function isSame(p: usize, q: usize, length: usize): bool {
  let i: usize = 0
  while (i + 48 <= length) {
    const first = v128.xor(v128.load(p + i), v128.load(q + i))
    const second = v128.xor(v128.load(p + i, 16), v128.load(q + i, 16))
    const third = v128.xor(v128.load(p + i, 32), v128.load(q + i, 32))
    if (v128.any_true(v128.or(v128.or(first, second), third))) return false
    i += 48
  }
  while (i + 16 <= length) {
    if (v128.any_true(v128.xor(v128.load(p + i), v128.load(q + i)))) return false
    i += 16
  }
  const wanted = (1 << <i32>(length - i)) - 1
  return (i8x16.bitmask(i8x16.eq(v128.load(p + i), v128.load(q + i))) & wanted) == wanted
}

/** Takes lines from `from` on until one has no known shape (1), the rows are full (2) or the data ends (0). */
export function scan(from: usize, end: usize): i32 {
  let p = from
  let rows: u32 = 0
  let row = ROWS
  while (p < end) {
    const start = p
    let node = ROOT
    let isWhole = false
    if (rows == ROWS_PER_CALL) { position = start; count = rows; return 2 }
    store<f64>(row, NaN, 16)
    for (;;) {
      const kind = <u32>load<u8>(node)
      if (kind == CONSTANT) {
        const length = <usize>load<u16>(node, 2)
        if (!isSame(p, node + 16, length)) break
        p += length
        node = <usize>load<u32>(node, 4)
      } else if (kind == TEXT) {
        const close = text(p)
        if (close == 0) break
        const field = <u32>load<u8>(node, 1)
        const slot = row + 24 + (<usize>field << 3)
        store<u32>(slot, <u32>p)
        store<u32>(slot, <u32>close, 4)
        p = close
        node = <usize>load<u32>(node, 4)
      } else if (kind == NUMBER) {
        const close = number(p)
        if (close == 0) break
        const field = <u32>load<u8>(node, 1)
        const slot = row + 24 + (<usize>field << 3)
        store<u32>(slot, <u32>p)
        store<u32>(slot, <u32>close, 4)
        if (field == DURATION) store<f64>(row, value, 16)
        p = close
        node = <usize>load<u32>(node, 4)
      } else if (kind == BRANCH) {
        const hits = i8x16.bitmask(i8x16.eq(i8x16.splat(load<u8>(p)), v128.load(node + 16)))
        if (hits == 0) break
        node = <usize>load<u32>(node + 32 + (<usize>ctz(hits) << 2))
      } else if (kind == TABLE) {
        node = <usize>load<u32>(node + 4 + (<usize>load<u8>(p) << 2))
      } else {
        if (kind == LEAF && p - start <= LONGEST_SHAPED_LINE) {
          store<u32>(row, load<u32>(node, 4))
          store<u32>(row, <u32>start, 4)
          store<u32>(row, <u32>(p - start), 8)
          isWhole = true
        }
        break
      }
    }
    if (!isWhole) { position = start; count = rows; return 1 }
    rows++
    row += ROW_BYTES
  }
  position = p
  count = rows
  return 0
}

/** The next page of a tally. */
let nextPage: usize = TALLY_PAGES

/** The page of a tally's octave, with each bucket's extremes at infinity, or 0 when there is no room. */
function newPage(slot: usize): usize {
  if (nextPage == TALLY_PAGES_END) return 0
  const page = nextPage
  nextPage += PAGE_BYTES
  store<u32>(slot, <u32>page)
  for (let cell = page; cell < nextPage; cell += 24) v128.store(cell, f64x2.splat(Infinity), 8)
  return page
}

/** Takes a tally's waiting durations into its pages; those that find no room wait on, and their number is returned. */
export function settle(at: usize): u32 {
  const waiting = <usize>load<u32>(at, 28)
  const end = waiting + (<usize>load<u32>(at, 24) << 3)
  let kept = waiting
  let extremes = v128.load(at, 32)
  let count = load<f64>(at), wholeMs = load<f64>(at, 8), ns = load<f64>(at, 16)
  for (let p = waiting; p < end; p += 8) {
    const ms = load<f64>(p)
    const bucket = <u32>(reinterpret<u64>(ms) >> 46)
    const slot = at + 64 + (((bucket >> 6) - FIRST_OCTAVE) << 2)
    let page = <usize>load<u32>(slot)
    if (page == 0) {
      page = newPage(slot)
      if (page == 0) { store<f64>(kept, ms); kept += 8; continue }
    }
    const cell = page + (bucket & 63) * 24
    // The longest with its sign turned, so that both extremes are the lesser of two, and no branch has to be guessed.
    const both = f64x2.replace_lane(f64x2.splat(ms), 1, -ms)
    store<f64>(cell, load<f64>(cell) + 1)
    v128.store(cell, f64x2.pmin(v128.load(cell, 8), both), 8)
    extremes = f64x2.pmin(extremes, both)
    const whole = floor(ms)
    count += 1
    wholeMs += whole
    ns += floor((ms - whole) * 1e6 + 0.5)
  }
  store<f64>(at, count)
  store<f64>(at, wholeMs, 8)
  store<f64>(at, ns, 16)
  store<u32>(at, <u32>((kept - waiting) >> 3), 24)
  v128.store(at, extremes, 32)
  return <u32>((kept - waiting) >> 3)
}

/**
 * Gives the durations of rows, from one of them up to another, to the tallies of their shapes, and returns the first that the host has
 * to look at: its shape has no tally, it has no duration or none that an octave is kept for, or there is no room.
 */
export function tally(from: u32, to: u32): u32 {
  for (let index = from; index < to; index++) {
    const row = ROWS + index * ROW_BYTES
    const ms = load<f64>(row, 16)
    const shape = load<u32>(row) << 2
    const at = <usize>load<u32>(SHAPE_TALLIES + shape)
    // NaN is neither.
    if (at == 0 || !(ms >= LEAST_COUNTED && ms <= MOST_COUNTED)) return index
    let count = load<u32>(at, 24)
    if (count == WAITING) {
      count = settle(at)
      if (count == WAITING) return index
    }
    store<f64>(<usize>load<u32>(at, 28) + (<usize>count << 3), ms)
    store<u32>(at, count + 1, 24)
    store<u32>(SHAPE_ROWS + shape, load<u32>(SHAPE_ROWS + shape) + 1)
  }
  return to
}
