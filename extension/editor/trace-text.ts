/** A trace as a page of text: one span a line, with its bar and its place in the source. */
import { formatLocation, NONE } from "../../sdk/analyze/format.ts"
import { printable } from "../../sdk/analyze/printable.ts"
import type { Waterfall, WaterfallRow } from "../../sdk/analyze/waterfall.ts"
import { formatCount, formatDuration } from "../protocol/figures.ts"
import { fill } from "../protocol/words.ts"

/** What it says to people; the editor translates it. */
export const traceTextWords = {
  trace: "Trace {0}",
  oneSpan: "1 span",
  manySpans: "{0} spans",
  started: "started {0}",
  session: "session {0}",
  startsAt: "starts at",
  takes: "takes",
  itself: "itself",
  error: "error",
  timeout: "timeout",
  interrupted: "interrupted"
} as const

type TraceTextWords = Readonly<Record<keyof typeof traceTextWords, string>>

export interface TraceText {
  readonly text: string
  /** The places in the text that name a source line. */
  readonly links: readonly TraceLink[]
}

export interface TraceLink {
  /** 0-based line and characters in the text. */
  readonly at: { readonly line: number; readonly start: number; readonly end: number }
  readonly file: string
  /** 1-based, as recorded. */
  readonly line: number | undefined
}

const BAR = 30
const MOST_NAME = 60
/** Deeper spans are drawn at this depth: one line must stay readable. */
const MOST_DEPTH = 20

/** Text from the log shows as text: control characters are made visible. */
export const traceText = (trace: Waterfall, words: TraceTextWords = traceTextWords): TraceText => {
  const names = trace.rows.map(nameOf)
  const width = Math.max(...names.map((name) => name.length))
  const lines = headOf(trace, words)
  const links: TraceLink[] = []
  for (const [index, row] of trace.rows.entries()) {
    const figures = [
      duration(row.offsetMs).padStart(10),
      duration(row.durationMs).padStart(10),
      duration(row.selfMs).padStart(10)
    ].join("")
    const start = `${figures}  ${barOf(row)}  ${(names[index] ?? "").padEnd(width)}`
    const place = row.file === undefined ? "" : printable(formatLocation(row.file, row.line))
    if (row.file !== undefined) {
      const from = start.length + 2
      const at = { line: lines.length, start: from, end: from + place.length }
      links.push({ at, file: row.file, line: row.line })
    }
    lines.push(`${start}  ${place}${errorOf(row, words)}`.trimEnd())
  }
  return { text: `${lines.join("\n")}\n`, links }
}

const headOf = (
  { traceId, sessionId, startMicros, durationMs, rows }: Waterfall,
  words: TraceTextWords
): string[] => {
  const started =
    startMicros === null ? NONE : new Date(startMicros / 1000).toISOString().replace("T", " ")
  const spans = rows.filter(({ isSynthetic }) => !isSynthetic).length
  const facts = [
    formatDuration(durationMs),
    spans === 1 ? words.oneSpan : fill(words.manySpans, formatCount(spans)),
    fill(words.started, started),
    ...(sessionId === undefined ? [] : [fill(words.session, printable(sessionId))])
  ]
  const titles = [words.startsAt, words.takes, words.itself]
    .map((title) => title.padStart(10))
    .join("")
  return [fill(words.trace, printable(traceId ?? NONE)), facts.join(" · "), "", titles]
}

const nameOf = ({ depth, name }: WaterfallRow): string => {
  const text = printable(name)
  const cut = text.length > MOST_NAME ? `${text.slice(0, MOST_NAME - 1)}…` : text
  return `${"  ".repeat(Math.min(depth, MOST_DEPTH))}${cut}`
}

const barOf = ({ bar }: WaterfallRow): string => {
  if (bar === null) return " ".repeat(BAR)
  const from = Math.min(BAR - 1, Math.floor(bar.from * BAR))
  const to = Math.min(BAR, Math.max(from + 1, Math.round(bar.to * BAR)))
  return `${"·".repeat(from)}${"█".repeat(to - from)}${"·".repeat(BAR - to)}`
}

const errorOf = (
  { status, errorType, errorMessage }: WaterfallRow,
  words: TraceTextWords
): string => {
  if (status === "ok") return ""
  const why = [errorType, errorMessage].filter((part) => part !== undefined).map(printable)
  return `  ✗ ${[words[status], ...why].join(": ").slice(0, 200)}`
}

const duration = (ms: number | null): string => (ms === null ? NONE : formatDuration(ms))
