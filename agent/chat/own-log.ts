/** Reads what this process has added to its own log. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { logFile } from "../process.ts"
import type { LogLine } from "./breakdown.ts"

/** Each call answers the lines since the one before; none when recording is off. The log has a turn's lines when the turn has ended. */
export const followOwnLog = (): (() => readonly LogLine[]) => {
  let read = 0
  return () => {
    const file = logFile()
    if (file === undefined) return []
    const text = textFrom(file, read)
    const whole = text.subarray(0, text.lastIndexOf(NEWLINE) + 1)
    read += whole.length
    return whole.toString().split("\n").filter(Boolean).map(parse)
  }
}

const NEWLINE = 0x0a

const textFrom = (file: string, start: number): Buffer => {
  const descriptor = openSync(file, "r")
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - start))
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, start))
  } finally {
    closeSync(descriptor)
  }
}

/** Lapline's own writer wrote it. */
const parse = (line: string): LogLine => JSON.parse(line)
