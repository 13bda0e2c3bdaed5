/** From how an effect ended to what its record says: status, and for errors their type, message and stack. */

import { Cause, type Exit } from "effect"
import type { RecordError, Status } from "../record/record.ts"

export interface Outcome {
  readonly status: Status
  readonly error: RecordError | undefined
}

export const OK: Outcome = { status: "ok", error: undefined }
export const INTERRUPTED: Outcome = { status: "interrupted", error: undefined }

/** `timeout` when the failure is Effect's own TimeoutError; interruption alone is no error. */
export const outcomeOf = (exit: Exit.Exit<unknown, unknown>): Outcome => {
  if (exit._tag === "Success") return OK
  const { cause } = exit
  if (Cause.hasInterruptsOnly(cause)) return INTERRUPTED
  const reason = cause.reasons.find((reason) => reason._tag !== "Interrupt")
  const error = reason?._tag === "Fail" ? reason.error : reason?.defect
  return {
    status: cause.reasons.some(isTimeout) ? "timeout" : "error",
    error: { type: typeOf(error), message: messageOf(error), stack: stackOf(cause) }
  }
}

const isTimeout = (reason: Cause.Reason<unknown>): boolean =>
  reason._tag === "Fail" && Cause.isTimeoutError(reason.error)

/** Errors are foreign objects: reading one may throw, and then the record goes without. */
const guarded = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

const typeOf = (error: unknown): string =>
  guarded(() => {
    if (typeof error !== "object" || error === null) return typeof error
    if ("_tag" in error && typeof error._tag === "string") return error._tag
    return error instanceof Error ? error.name : (error.constructor?.name ?? "Object")
  }) ?? "unknown"

const messageOf = (error: unknown): string | undefined =>
  guarded(() => {
    if (typeof error === "string") return error
    if (typeof error !== "object" || error === null) return String(error)
    return "message" in error && typeof error.message === "string" ? error.message : undefined
  })

const stackOf = (cause: Cause.Cause<unknown>): string | undefined =>
  guarded(() => Cause.pretty(cause))
