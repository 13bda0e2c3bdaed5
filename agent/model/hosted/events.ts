/** Bytes of a response to server-sent events, wherever the bytes are cut. */
import { Effect, Stream } from "effect"
import { Sse } from "effect/encoding"
import { malformed, type Setback } from "./failures.ts"
import type { ServerEvent } from "./protocol.ts"

/** An event may wait for its end with at most this many UTF-16 units. */
const MAX_EVENT_SIZE = 4 * 1024 * 1024

/**
 * An event that the end of the stream cuts is none. `retry:` lines are ignored: they speak to a client that reconnects,
 * and `Sse.decode` would end the stream at one.
 */
export const serverEvents = (
  bytes: Stream.Stream<Uint8Array, Setback>
): Stream.Stream<ServerEvent, Setback> =>
  Stream.suspend(() => {
    const events: ServerEvent[] = []
    const parser = Sse.makeParser(
      (event) => {
        if (event._tag === "Event") events.push({ event: event.event, data: event.data })
      },
      { maxEventSize: MAX_EVENT_SIZE }
    )
    return bytes.pipe(
      Stream.decodeText(),
      Stream.mapEffect((text) => {
        const tooLarge = parser.feed(text)
        return tooLarge === undefined
          ? Effect.succeed(events.splice(0))
          : Effect.fail({ reason: malformed })
      }),
      Stream.flattenIterable
    )
  })
