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

/** What plain code threw: timeouts and cancellations are told by the names of their classes, as in Python. */
export const outcomeOfThrown = (error: unknown): Outcome => {
  const names = namesOf(error)
  if (names.some((name) => INTERRUPTIONS.has(name))) return INTERRUPTED
  return {
    status: names.some((name) => TIMEOUTS.has(name)) ? "timeout" : "error",
    error: { type: typeOf(error), message: messageOf(error), stack: guarded(() => stacksOf(error)) }
  }
}

const INTERRUPTIONS = new Set(["AbortError", "CancelledError", "Cancelled", "InterruptError"])
const TIMEOUTS = new Set([
  "TimeoutError",
  "Timeout",
  "TimeoutException",
  "APITimeoutError",
  "APIConnectionTimeoutError"
])

/** What an error calls itself, and its classes. */
const namesOf = (error: unknown): readonly string[] =>
  guarded(() => {
    const names = [typeOf(error)]
    if (error instanceof Error) names.push(error.name)
    let kind: unknown = typeof error === "object" ? Object.getPrototypeOf(error ?? {}) : null
    for (; kind !== null && names.length < MAX_NAMES; kind = Object.getPrototypeOf(kind)) {
      names.push(String((kind as { readonly constructor?: { name?: unknown } }).constructor?.name))
    }
    return names
  }) ?? []

const MAX_NAMES = 16
const MAX_CAUSES = 5

/** The stack of an error and of its causes. */
const stacksOf = (error: unknown): string | undefined => {
  const stacks: string[] = []
  let cause = error
  while (cause instanceof Error && stacks.length < MAX_CAUSES) {
    stacks.push(cause.stack ?? `${cause.name}: ${cause.message}`)
    cause = cause.cause
  }
  return stacks.length === 0 ? undefined : stacks.join("\n[cause]: ")
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
