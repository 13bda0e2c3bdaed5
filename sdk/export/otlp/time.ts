/** Times as OTLP writes them: nanoseconds since the Unix epoch, in decimal digits. */

import type { LapRecord } from "../../record/record.ts"

/** An unknown time is 0, as OTLP has it; so is one before 1970, which OTLP cannot say. */
export const nanos = (micros: number | null): string =>
  micros === null || micros <= 0 ? "0" : String(BigInt(Math.floor(micros)) * 1_000n)

/** The start of an operation: its end less its duration. */
export const startNanos = ({ endMicros, durationMs }: LapRecord): string => {
  if (endMicros === null || endMicros <= 0) return "0"
  const start = BigInt(Math.floor(endMicros)) * 1_000n - BigInt(Math.round((durationMs ?? 0) * 1e6))
  return start > 0n ? String(start) : "0"
}
