/** Records as they are told while they come: a line each, and one more for what failed. */

import { isFailure } from "../analyze/failure.ts"
import { formatDuration, formatLocation, formatOperation, NONE } from "../analyze/format.ts"
import { printable } from "../analyze/printable.ts"
import type { LapRecord } from "../record/record.ts"
import { formatTimestamp } from "../record/timestamp.ts"
import type { Terminal } from "./terminal.ts"
import { cutPath, cutRight, textWidth } from "./text-width.ts"

/** Ends in a newline. Headers of runs are told as such; lines on resources are not told. */
export const toTailText = (record: LapRecord, terminal: Terminal): string => {
  if (record.metric === "resource") return ""
  const lines = record.metric === "run" ? [runLine(record, terminal)] : spanLines(record, terminal)
  return lines.map((line) => `${line}\n`).join("")
}

const GAP = "  "
const TIME = 12
const DURATION = 8
const TRACE = 8
/** In a pipe nothing is cut, and short names still stand in columns. */
const PIPED = { name: 36, where: 0 } as const
const LEAST_FOR_WHERE = 30

const spanLines = (record: LapRecord, { paint, width }: Terminal): readonly string[] => {
  const { durationMs, name, step, code, traceId, error, status } = record
  const isFailed = isFailure(record)
  const mark = isFailed ? "✗ " : status === "interrupted" ? "⊘ " : ""
  const label = mark + printable(formatOperation(name, step))
  const where = code.file === undefined ? "" : printable(formatLocation(code.file, code.line))
  const trace = traceId === undefined ? "" : printable(traceId.slice(0, TRACE))
  const room = roomFor(width)
  const shownName = cutRight(label, room.name)
  const line = [
    paint("faint", timeOf(record)),
    (durationMs === null ? NONE : formatDuration(durationMs)).padStart(DURATION),
    (isFailed ? paint("red", shownName) : shownName) + padding(shownName, room.pad),
    ...(room.where === 0 ? [] : [paint("cyan", padded(cutPath(where, room.where), room.wherePad))]),
    paint("faint", trace)
  ]
    .join(GAP)
    .trimEnd()
  const failure = [status, error?.type, error?.message].filter(Boolean).join(": ")
  const indent = " ".repeat(TIME + GAP.length + DURATION + GAP.length + 2)
  return isFailed
    ? [line, indent + paint("red", cutRight(printable(failure), width - indent.length))]
    : [line]
}

/** Figures and ids keep their width; of the rest names get three fifths, places two. */
const roomFor = (width: number) => {
  if (!Number.isFinite(width)) {
    return { name: Infinity, pad: PIPED.name, where: Infinity, wherePad: PIPED.where }
  }
  const rest = width - TIME - DURATION - TRACE - 3 * GAP.length
  if (rest < LEAST_FOR_WHERE) return { name: rest, pad: rest, where: 0, wherePad: 0 }
  const where = Math.floor((rest - GAP.length) * 0.4)
  const name = rest - GAP.length - where
  return { name, pad: name, where, wherePad: where }
}

const runLine = ({ attributes, runId }: LapRecord, { paint, width }: Terminal): string => {
  const facts = [
    ["service.name", ""],
    ["service.version", ""],
    ["lapline.conversation", "conversation "],
    ["process.pid", "pid "]
  ].flatMap(([key = "", label = ""]) => {
    const value = attributes[key]
    return typeof value === "string" || typeof value === "number" ? [`${label}${value}`] : []
  })
  const told = facts.length === 0 ? `run ${runId ?? ""}` : `run of ${facts.join(" · ")}`
  return paint("bold", cutRight(printable(`── ${told}`), width))
}

/** `12:00:00.123`, UTC as in the log. */
const timeOf = ({ endMicros }: LapRecord): string =>
  ((endMicros === null ? undefined : formatTimestamp(endMicros)) ?? "").slice(11, 23).padEnd(TIME)

const padding = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - textWidth(text)))

const padded = (text: string, width: number): string => text + padding(text, width)
