/** Where things lie in the memory that the two walkers share; walker.as holds the same numbers. */

/** What a node of the trie does with the bytes at hand. */
export const NODE = {
  /** Nothing is known from here on: also what the zeros of fresh memory read as. */
  none: 0,
  /** u16 length at +2, next at +4, bytes at +16. */
  constant: 1,
  /** u8 count at +1, first bytes at +16, sixteen children at +32. */
  branch: 2,
  /** The inside of a JSON string: u8 field at +1, next at +4. */
  text: 3,
  /** A JSON number: as text. */
  number: 4,
  /** The line is whole: shape number at +4. */
  leaf: 5,
  /** For more children than a branch holds: 256 children at +4 by byte. */
  table: 6
} as const

/** The fields of a row, by their place in it. */
export const FIELDS = [
  "timestamp",
  "duration_ms",
  "session_id",
  "order_id",
  "trace_id",
  "span_id",
  "parent_span_id",
  "run_id"
] as const

export type Field = (typeof FIELDS)[number]

/** Where values go that nobody asks for one by one. */
export const UNNAMED_FIELD = FIELDS.length

/**
 * A row: shape, start and length of the line (u32); at +16 the duration (f64, NaN where there is none or the host has to read the text); at +24 start
 * and end of each field (u32). What its shape does not have is left over from an earlier row.
 */
export const ROW = {
  shape: 0,
  start: 4,
  length: 8,
  durationMs: 16,
  fields: 24,
  bytes: 24 + 8 * (FIELDS.length + 1)
} as const

export const ROWS_PER_CALL = 2_048

/** A longer line goes the slow way: its text could pass the limit of a line once broken UTF-8 is replaced, three bytes for one. */
export const LONGEST_SHAPED_LINE = 21_845

/** The first node; the bytes before it are the WebAssembly module's constants. */
export const ROOT = 4_096
export const ARENA_END = 4 << 20
export const ROWS = ARENA_END
const WINDOWS = ROWS + ROWS_PER_CALL * ROW.bytes
/** Bytes of the log that a window has room for: walking them takes longer than it takes another thread to wake up and read as many. */
export const ROOM_BYTES = 2 << 20
/** Zeros behind the data, so that sixteen bytes may be looked at from any of its bytes. */
export const PADDING = 32
/** Before the room is place for a line that did not end in the chunk before: at most MAX_LINE_BYTES of it. */
export const LEAD_BYTES = 64 << 10
const WINDOW_BYTES = LEAD_BYTES + ROOM_BYTES + PADDING
/** Where the rooms begin: two, so that the next chunk can be read while the lines of one are taken. */
export const ROOMS = [WINDOWS + LEAD_BYTES, WINDOWS + WINDOW_BYTES + LEAD_BYTES] as const

/** Logs with more are of made-up lines: those that do not fit are read the slow way. */
export const MAX_SHAPES = 8_192
/** By shape: the place of the tally that its durations are counted in, or 0 (u32). */
export const SHAPE_TALLIES = roundUp(WINDOWS + 2 * WINDOW_BYTES)
/** By shape: how many of its rows were counted (u32). */
export const SHAPE_ROWS = SHAPE_TALLIES + 4 * MAX_SHAPES
/**
 * A tally of durations: their number, their whole milliseconds and what is left of those in nanoseconds (f64); at +24 how many wait to be
 * counted, and where (u32); at +32 the shortest and the longest, that one with its sign turned (f64); at +64 the page of each octave
 * or 0 (u32). A page has 64 buckets of three f64: a count and the extremes as before.
 */
export const TALLY = {
  count: 0,
  wholeMs: 8,
  ns: 16,
  waitingCount: 24,
  waiting: 28,
  extremes: 32,
  octaves: 64,
  octaveCount: 64,
  bytes: 320
} as const
export const TALLIES = SHAPE_ROWS + 4 * MAX_SHAPES
export const MAX_TALLIES = 1_024
/** The biased exponent of the first octave: of 2^-20 ms, about a nanosecond. */
export const FIRST_OCTAVE = 1_003
/** Durations wait until there are as many: one tally's buckets fit the processor's first cache, those of all do not. */
export const MAX_WAITING = 256
export const TALLY_WAITING = TALLIES + MAX_TALLIES * TALLY.bytes
export const TALLY_PAGES = TALLY_WAITING + MAX_TALLIES * 8 * MAX_WAITING
export const TALLY_PAGE_LENGTH = 3 * 64
export const TALLY_PAGES_END = TALLY_PAGES + 3_072 * 8 * TALLY_PAGE_LENGTH
export const MEMORY_PAGES = Math.ceil(TALLY_PAGES_END / 65_536)

function roundUp(place: number): number {
  return Math.ceil(place / 65_536) * 65_536
}
