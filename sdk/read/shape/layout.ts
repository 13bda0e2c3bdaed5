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
/** Bytes of the log that a window has room for. */
export const ROOM_BYTES = 320 << 10
/** Zeros behind the data, so that sixteen bytes may be looked at from any of its bytes. */
export const PADDING = 32
/** Before the room is place for a line that did not end in the chunk before: at most MAX_LINE_BYTES of it. */
export const LEAD_BYTES = 64 << 10
const WINDOW_BYTES = LEAD_BYTES + ROOM_BYTES + PADDING
/** Where the rooms begin: two, so that the next chunk can be read while the lines of one are taken. */
export const ROOMS = [WINDOWS + LEAD_BYTES, WINDOWS + WINDOW_BYTES + LEAD_BYTES] as const
export const MEMORY_PAGES = Math.ceil((WINDOWS + 2 * WINDOW_BYTES) / 65_536)
