/** Whether a failed attempt is made again, and after how long. Pure. */
import type { Setback } from "./failures.ts"

export interface RetryPolicy {
  /** Attempts after the first. */
  readonly retries: number
  /** The longest wait before the first of them, in milliseconds; it doubles each time. */
  readonly backoffMs: number
  /** Nothing is waited for longer than this, in milliseconds. */
  readonly maxWaitMs: number
}

/**
 * The wait before the next attempt in milliseconds; undefined when there is to be none. A server that asks for a wait
 * longer than the longest is not asked again: coming back earlier than it said would only cost it and us.
 *
 * @param retried how many retries there were
 * @param jitter from 0 to 1: the back-off is between half of its time and all of it
 */
export const waitMs = (
  policy: RetryPolicy,
  { reason, retryAfterMs }: Setback,
  retried: number,
  jitter: number
): number | undefined => {
  if (!reason.isRetryable || retried >= policy.retries) return undefined
  if (retryAfterMs !== undefined) return retryAfterMs > policy.maxWaitMs ? undefined : retryAfterMs
  const backoffMs = Math.min(policy.backoffMs * 2 ** retried, policy.maxWaitMs)
  return backoffMs * (0.5 + jitter / 2)
}

/** The value of a Retry-After header, seconds or an HTTP date, in milliseconds from now; undefined when it is neither. */
export const retryAfterMs = (value: string | undefined, nowMs: number): number | undefined => {
  if (value === undefined) return undefined
  const text = value.trim()
  if (/^\d+(?:\.\d+)?$/u.test(text)) return Number(text) * 1000
  // Date.parse reads far more than HTTP dates, a bare or negative number for one.
  const atMs = /^[A-Z][a-z]{2}/u.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}
