/** One OTLP request over HTTP, and what its receiver's answer means. */

import type { Answer } from "../delivery.ts"
import type { Body } from "./body.ts"
import { partialSuccess } from "./partial-success.ts"

export interface RequestOptions {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Does not reject: a receiver that cannot be reached is busy. Redirects are not followed: they lead where nobody sent the data. */
export const post = async (body: Body, options: RequestOptions): Promise<Answer> => {
  const { url, headers, timeoutMs, signal } = options
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        "user-agent": "lapline",
        ...headers,
        "content-type": body.contentType,
        ...(body.encoding === undefined ? {} : { "content-encoding": body.encoding })
      },
      body: Uint8Array.from(body.bytes)
    })
    return await toAnswer(response)
  } catch (cause) {
    return { _tag: "Busy", afterMs: undefined, reason: reasonOf(cause) }
  }
}

/** What OTLP and HTTP say may be sent again. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 429, 502, 503, 504])

const toAnswer = async (response: Response): Promise<Answer> => {
  const { status, headers } = response
  const bytes = await beginning(response)
  if (response.ok) {
    const { refused, message } = partialSuccess(bytes, headers.get("content-type") ?? "")
    return { _tag: "Accepted", refused, reason: `the receiver refused them: ${message}` }
  }
  const reason = `the receiver answered ${status}`
  if (status === 413) return { _tag: "TooLarge" }
  if (!RETRYABLE.has(status)) return { _tag: "Refused", reason }
  return { _tag: "Busy", afterMs: retryAfterMs(headers.get("retry-after"), Date.now()), reason }
}

/** Answers are short; of one that never ends no more is read. */
const MAX_ANSWER_BYTES = 65_536

const beginning = async (response: Response): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= MAX_ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES)
}

/** Seconds, or a date of HTTP. Undefined when there is neither. `nowMs` is since the Unix epoch. */
export const retryAfterMs = (header: string | null, nowMs: number): number | undefined => {
  if (header === null) return undefined
  if (/^\s*\d{1,10}\s*$/.test(header)) return Number(header) * 1_000
  const dateMs = Date.parse(header)
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs)
}

/** Undici hides why a connection failed one level down. */
const reasonOf = (cause: unknown): string => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  if (!(inner instanceof Error)) return String(inner)
  return "code" in inner && typeof inner.code === "string" ? inner.code : inner.message
}
