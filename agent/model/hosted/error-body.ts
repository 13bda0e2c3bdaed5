/** The one thing that is read out of a failed response: its error code. */
import { Effect, Option, Schema, Stream } from "effect"
import type { HttpClientResponse } from "effect/http"

const MAX_BYTES = 16 * 1024
const PATIENCE_MS = 2000

const Code = Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.String, Schema.Finite])))

/** `{"error":{"code":…,"type":…}}`, as OpenAI and Anthropic both write it. */
export const ErrorBody = Schema.Struct({ error: Schema.Struct({ code: Code, type: Code }) })

/** Of code and type the one that is a word of its own: OpenAI fills code, Anthropic type. */
export const codeOf = ({ error }: typeof ErrorBody.Type): string =>
  typeof error.code === "string" && error.code !== "" ? error.code : String(error.type ?? "")

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(ErrorBody))

/**
 * Empty when the body is no JSON, holds no code, is too long or does not come. Its words are for nobody: they may
 * quote the request. The body is given up in any case, which frees its connection.
 */
export const readErrorCode = (
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<string> =>
  response.stream.pipe(
    Stream.decodeText(),
    Stream.scan(
      () => "",
      (text, more) => text + more
    ),
    Stream.takeUntil((text) => text.length >= MAX_BYTES),
    Stream.runLast,
    Effect.timeout(PATIENCE_MS),
    Effect.map((text) => {
      const body = Option.flatMap(text, decode)
      return Option.isSome(body) ? codeOf(body.value) : ""
    }),
    // The status alone has to do.
    Effect.orElseSucceed(() => "")
  )
