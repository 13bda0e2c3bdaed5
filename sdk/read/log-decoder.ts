/** The bytes of one log to records, problems and counts that add up. */

import { decodeLine, type Rejected } from "../record/decode.ts"
import { MAX_LINE_BYTES, type LapRecord } from "../record/record.ts"
import type { DuplicateFilter } from "./duplicate-filter.ts"
import { hashLine } from "./line-hash.ts"
import { makeLineSplitter } from "./line-splitter.ts"
import type { LineProblem, ReadProblem } from "./problem.ts"

/** Lines by fate; `seen` is always the sum of the others. */
export interface LineCounts {
  readonly seen: number
  readonly accepted: number
  readonly duplicate: number
  readonly malformed: number
  readonly oversize: number
  readonly unsupportedVersion: number
}

/** Where a record was read. */
export interface Origin {
  readonly file: string
  /** 1-based. */
  readonly line: number
}

export interface RecordSink {
  readonly onRecord: (record: LapRecord, origin: Origin) => void
  readonly onProblem: (problem: ReadProblem) => void
}

export interface LogDecoder {
  readonly push: (chunk: Buffer) => void
  /** Takes an unfinished last line as a line: for closed pipes, not for files that may grow. */
  readonly end: () => void
  readonly counts: LineCounts
}

export const noLines = (): LineCounts => ({
  seen: 0,
  accepted: 0,
  duplicate: 0,
  malformed: 0,
  oversize: 0,
  unsupportedVersion: 0
})

export const addCounts = (left: LineCounts, right: LineCounts): LineCounts => ({
  seen: left.seen + right.seen,
  accepted: left.accepted + right.accepted,
  duplicate: left.duplicate + right.duplicate,
  malformed: left.malformed + right.malformed,
  oversize: left.oversize + right.oversize,
  unsupportedVersion: left.unsupportedVersion + right.unsupportedVersion
})

/** One log, told apart from others by identity: after a rotation two of them may have had the same path. */
export interface LogFile {
  readonly path: string
}

/** Blank lines are not seen. Lines are remembered in `duplicates` as the log's own; without it no line is a duplicate. */
export const makeLogDecoder = (
  log: LogFile,
  sink: RecordSink,
  duplicates?: DuplicateFilter
): LogDecoder => {
  const counts: { -readonly [K in keyof LineCounts]: LineCounts[K] } = noLines()
  const file = log.path
  let line = 0
  let head = Buffer.alloc(0)
  let isUtf16 = false

  const reject = (tag: LineProblem["_tag"], reason: string) => {
    counts.seen += 1
    if (tag === "Oversize") counts.oversize += 1
    else if (tag === "UnsupportedVersion") counts.unsupportedVersion += 1
    else counts.malformed += 1
    sink.onProblem({ _tag: tag, file, line, reason })
  }

  /** `bytes` are the line's, with what may stand around its braces. */
  const accept = (record: LapRecord, bytes: Buffer) => {
    counts.seen += 1
    const isCopy = () =>
      duplicates?.isDuplicate(
        hashLine(bytes, bytes.indexOf(BRACE), bytes.lastIndexOf(CLOSING_BRACE) + 1),
        log
      )
    if (record.spanId !== undefined && isCopy() === true) counts.duplicate += 1
    else {
      counts.accepted += 1
      sink.onRecord(record, { file, line })
    }
  }

  const onLine = (bytes: Buffer, cutBytes: number) => {
    line += 1
    const text = trimLine(bytes.toString("utf8"))
    const decoded = cutBytes > 0 ? TOO_LONG : decodeLine(text)
    if (decoded._tag === "Record") return accept(decoded.record, bytes)
    if (text === "" && !bytes.includes(0)) return
    if (decoded._tag === "UnsupportedVersion") return reject(decoded._tag, decoded.reason)
    const inner = findWholeLine(bytes, text.startsWith("{") && cutBytes === 0)
    const brokenBytes = cutBytes + (inner?.at ?? bytes.length)
    // Two lines may be too long together though neither is.
    const isTorn = inner !== undefined && brokenBytes < MAX_LINE_BYTES
    const { _tag, reason } = isTorn ? TORN : decoded
    reject(_tag, text === "" ? "only NUL bytes" : reason)
    if (inner?.decoded._tag === "Record") accept(inner.decoded.record, bytes.subarray(inner.at))
    else if (inner !== undefined) reject(inner.decoded._tag, inner.decoded.reason)
  }

  const splitter = makeLineSplitter(onLine)
  return {
    counts,
    push: (chunk) => {
      if (head.length < 4) {
        head = Buffer.concat([head, chunk.subarray(0, 4 - head.length)])
        if (!isUtf16 && looksLikeUtf16(head)) {
          isUtf16 = true
          line = 1
          reject("NotUtf8", "is UTF-16 text; logs are UTF-8: convert it, e.g. with iconv")
        }
      }
      if (!isUtf16) splitter.push(chunk)
    },
    end: () => {
      if (!isUtf16) splitter.end()
    }
  }
}

const BRACE = 0x7b
const CLOSING_BRACE = 0x7d

const TOO_LONG: Rejected = { _tag: "Oversize", reason: `longer than ${MAX_LINE_BYTES} bytes` }
const TORN: Rejected = { _tag: "Malformed", reason: "cut off, with the next line behind it" }

/** The first whole line inside: a torn line takes the next writer's line with it. The line's own beginning is left out where told. */
const findWholeLine = (bytes: Buffer, skipsFirst: boolean) => {
  let at = skipsFirst ? bytes.indexOf(BRACE) : -1
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    at = bytes.indexOf('{"v":', at + 1)
    if (at === -1) return undefined
    const decoded = decodeLine(bytes.toString("utf8", at).trimEnd())
    if (decoded._tag === "Record" || decoded._tag === "UnsupportedVersion") return { at, decoded }
  }
  return undefined
}

/** No torn line has so many beginnings in it; hostile text must not cost quadratic time. */
const MAX_ATTEMPTS = 64

/** Without a byte-order mark or NULs before the line (lost writes, truncated or joined files) and white space around it. */
const trimLine = (text: string): string => {
  const end = text.trimEnd()
  return end.startsWith("{") ? end : end.replace(/^[\uFEFF\0\s]+/, "")
}

/** A byte-order mark, or `{"` in two-byte units. */
const looksLikeUtf16 = (head: Buffer): boolean => {
  const hex = head.toString("hex")
  return (
    hex.startsWith("fffe") || hex.startsWith("feff") || hex === "7b002200" || hex === "007b0022"
  )
}
