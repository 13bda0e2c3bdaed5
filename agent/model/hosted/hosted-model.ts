/** A model behind HTTP: asks, reads the stream, and tries again while nothing has been delivered. */
import { Cause, Clock, Effect, Layer, type Redacted, Stream, Tracer } from "effect"
import { AiError } from "effect/ai"
import {
  FetchHttpClient,
  HttpClient,
  HttpClientRequest,
  type HttpClientResponse
} from "effect/http"
import type { ModelStream, Part } from "../model-stream.ts"
import { serverEvents } from "./events.ts"
import { notAStream, reasonOfStatus, type Setback, unreachable } from "./failures.ts"
import { readErrorCode } from "./error-body.ts"
import type { ChatRequest, Decoded, Protocol } from "./protocol.ts"
import { persistent } from "./persistent.ts"
import { type RetryPolicy, retryAfterMs } from "./retry.ts"

export interface HostedOptions {
  readonly protocol: Protocol
  readonly model: string
  readonly endpoint: Endpoint
  readonly maxTokens: number
  /** The longest silence of the provider within an attempt, in milliseconds. */
  readonly idleMs: number
  readonly retry: RetryPolicy
}

export interface Endpoint {
  readonly baseUrl: URL
  readonly apiKey: Redacted.Redacted | undefined
}

export const hostedStream =
  (options: HostedOptions): ModelStream =>
  ({ prompt, tools, toolChoice }) => {
    const { model, maxTokens } = options
    const request = { prompt, tools, toolChoice, model, maxTokens }
    return persistent(options.retry, () => attempt(options, request)).pipe(
      Stream.mapError(({ reason }) =>
        AiError.make({ module: options.protocol.name, method: "streamText", reason })
      ),
      Stream.provide(TRANSPORT)
    )
  }

/** A redirect would carry the conversation to a host that nobody has configured. */
const TRANSPORT = FetchHttpClient.layer.pipe(
  Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" }))
)

type Attempt = Stream.Stream<Part, Setback, HttpClient.HttpClient>

const attempt = (options: HostedOptions, request: ChatRequest): Attempt =>
  Stream.unwrap(
    Effect.map(ask(options, request), (response) => {
      const { baseUrl } = options.endpoint
      const decoder = options.protocol.decoder(request.prompt)
      return response.stream.pipe(
        Stream.mapError((): Setback => ({ reason: unreachable(baseUrl) })),
        Stream.timeoutOrElse({
          duration: options.idleMs,
          orElse: () => Stream.fail(silence(options))
        }),
        serverEvents,
        Stream.mapEffect((event) => partsOf(decoder.read(event))),
        Stream.takeUntil(decoder.ended),
        Stream.concat(Stream.suspend(() => Stream.fromEffect(partsOf(decoder.end())))),
        Stream.flattenIterable
      )
    })
  )

const partsOf = (decoded: Decoded) =>
  Effect.mapError(Effect.fromResult(decoded), (reason): Setback => ({ reason }))

const silence = ({ endpoint }: HostedOptions): Setback => ({
  reason: unreachable(endpoint.baseUrl, new Cause.TimeoutError("The provider fell silent"))
})

/** The response, once it is known to be the stream that was asked for. */
const ask = (
  options: HostedOptions,
  request: ChatRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, Setback, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const { protocol, endpoint, idleMs } = options
    const response = yield* HttpClient.execute(
      HttpClientRequest.post(urlOf(endpoint.baseUrl, protocol.path)).pipe(
        HttpClientRequest.setHeaders(protocol.headers(endpoint.apiKey)),
        HttpClientRequest.accept("text/event-stream"),
        HttpClientRequest.bodyJsonUnsafe(protocol.body(request))
      )
    ).pipe(
      Effect.mapError((): Setback => ({ reason: unreachable(endpoint.baseUrl) })),
      Effect.timeoutOrElse({ duration: idleMs, orElse: () => Effect.fail(silence(options)) })
    )
    const { status, headers } = response
    if (status === 200 && EVENT_STREAM.test(headers["content-type"] ?? "")) return response
    const code = yield* readErrorCode(response)
    if (status === 200) return yield* Effect.fail<Setback>({ reason: notAStream })
    const wait = retryAfterMs(headers["retry-after"], yield* Clock.currentTimeMillis)
    return yield* Effect.fail<Setback>({
      reason: reasonOfStatus(status, code),
      ...(wait === undefined ? {} : { retryAfterMs: wait })
    })
  }).pipe(
    // The model call is measured where it is made; and a provider has no use for our trace's ids.
    Effect.provideService(Tracer.DisablePropagation, true)
  )

const EVENT_STREAM = /^\s*text\/event-stream\s*(?:;|$)/iu

/** A query, such as an API version, stays. */
const urlOf = (baseUrl: URL, path: string): URL => {
  const url = new URL(baseUrl)
  url.pathname = `${url.pathname.replace(/\/+$/u, "")}${path}`
  return url
}
