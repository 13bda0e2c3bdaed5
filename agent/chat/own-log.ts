/** Reads what this process has added to its own log. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { decodeLine, type LapRecord } from "lapline/record"
import { logFile } from "../process.ts"

/** Each call answers the records since the one before; none when recording is off. The log has a turn's lines when the turn has ended. */
export const followOwnLog = (): (() => readonly LapRecord[]) => {
  let read = 0
  return () => {
    const file = logFile()
    if (file === undefined) return []
    const text = textFrom(file, read)
    const whole = text.subarray(0, text.lastIndexOf(NEWLINE) + 1)
    read += whole.length
    return whole.toString().split("\n").filter(Boolean).flatMap(recordsIn)
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

const recordsIn = (line: string): readonly LapRecord[] => {
  const decoded = decodeLine(line)
  return decoded._tag === "Record" ? [decoded.record] : []
}
