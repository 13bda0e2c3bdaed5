/** What can go wrong between us and a hosted model, as effect/ai names it: never in the provider's words. */
import { Cause } from "effect"
import { AiError } from "effect/ai"

/** A failed attempt. */
export interface Setback {
  readonly reason: AiError.AiErrorReason
  /** What the server asked us to wait. */
  readonly retryAfterMs?: number
}

/** `code` is the error's code or type where the body or event had one. */
export const reasonOfCode = (code: string): AiError.AiErrorReason => {
  switch (code) {
    case "insufficient_quota":
    case "billing_error":
      return new AiError.QuotaExhaustedError({})
    case "rate_limit_exceeded":
    case "rate_limit_error":
      return new AiError.RateLimitError({})
    case "authentication_error":
    case "invalid_api_key":
      return new AiError.AuthenticationError({ kind: "InvalidKey" })
    case "permission_error":
      return new AiError.AuthenticationError({ kind: "InsufficientPermissions" })
    case "invalid_request_error":
    case "not_found_error":
    case "request_too_large":
      return new AiError.InvalidRequestError({})
    default:
      return new AiError.InternalProviderError({ description: "The provider reported an error" })
  }
}

export const reasonOfStatus = (status: number, code: string): AiError.AiErrorReason => {
  const description = `HTTP status ${status}`
  if (status === 429 && code !== "") return onlyQuota(reasonOfCode(code))
  if (status === 408) return new AiError.InternalProviderError({ description })
  if (status === 404 || status === 413 || status === 422) {
    return new AiError.InvalidRequestError({ description })
  }
  return AiError.reasonFromHttpStatus({ status, description })
}

/** Whatever else its body says, a 429 is a limit. */
const onlyQuota = (reason: AiError.AiErrorReason): AiError.AiErrorReason =>
  reason._tag === "QuotaExhaustedError" ? reason : new AiError.RateLimitError({})

/** The connection could not be made, or was reset. Of the URL only the origin is kept: the rest may hold a secret. */
export const unreachable = (baseUrl: URL, cause?: Cause.TimeoutError): AiError.NetworkError =>
  new AiError.NetworkError({
    reason: "TransportError",
    method: "POST",
    url: baseUrl.origin,
    description: cause === undefined ? "The connection failed" : "The provider fell silent",
    ...(cause === undefined ? {} : { cause })
  })

/** The server is not one that speaks the protocol. */
export const notAStream = new AiError.InvalidResponseError({
  description: "The response is not a stream of events"
})

export const malformed = new AiError.InvalidOutputError({
  description: "An event of the stream cannot be read"
})

export const cut = new AiError.InvalidOutputError({
  description: "The stream ended before the answer did"
})

/** The timeout that an error stands for, if it stands for one: a provider's error type has no other place for it. */
export const timeoutIn = (error: AiError.AiError): Cause.TimeoutError | undefined =>
  error.reason._tag === "NetworkError" && Cause.isTimeoutError(error.reason.cause)
    ? error.reason.cause
    : undefined
