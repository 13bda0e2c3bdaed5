/** Messages API streams, whole, cut anywhere, and with what may stand between their events. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { ANTHROPIC } from "../../../../agent/model/anthropic/protocol.ts"
import { cutAt, decodePieces, decodeText, essence } from "../hosted/decoding.ts"
import { eventsOf } from "../hosted/server.ts"
import {
  blockDelta,
  blockStart,
  errorEvent,
  messageDelta,
  messageStart,
  PING,
  STOP,
  streamOf
} from "./wire.ts"

const STREAM = Buffer.from(
  streamOf({
    text: "Grüße 👟 — done",
    calls: [
      { id: "a", name: "GetOrderDetails", params: { email: "zoë@example.com" } },
      { id: "b", name: "GetOrderDetails", params: { order_id: "7789👟3" } }
    ],
    inputTokens: 11,
    outputTokens: 7,
    reason: "tool-calls"
  })
)
const WHOLE = decodePieces(ANTHROPIC, [STREAM])

const said = (...events: Parameters<typeof eventsOf>[0]) => {
  const { parts, failure } = decodeText(ANTHROPIC, eventsOf(events))
  return { ...essence(parts), failure, parts }
}
const words = (text: string) => blockDelta(0, { type: "text_delta", text })

describe("a Messages API stream", () => {
  it("is read to its text, its calls, its reason and its usage", () => {
    assert.deepEqual(essence(WHOLE.parts), {
      text: "Grüße 👟 — done",
      reasoning: "",
      spelt: `{"email":"zoë@example.com"}{"order_id":"7789👟3"}`,
      calls: [
        { id: "a", name: "GetOrderDetails", params: { email: "zoë@example.com" } },
        { id: "b", name: "GetOrderDetails", params: { order_id: "7789👟3" } }
      ],
      finish: [["tool-calls", 11, 7]]
    })
  })

  it("is the same when it is cut anywhere, within a character as well", () => {
    const place = fc.integer({ min: 1, max: STREAM.length - 1 })
    for (let at = 1; at < STREAM.length; at += 1) {
      assert.deepEqual(decodePieces(ANTHROPIC, cutAt(STREAM, [at])), WHOLE, `cut at ${at}`)
    }
    fc.assert(
      fc.property(fc.uniqueArray(place, { maxLength: 60 }), (places) => {
        const pieces = cutAt(
          STREAM,
          places.toSorted((a, b) => a - b)
        )
        assert.deepEqual(decodePieces(ANTHROPIC, pieces), WHOLE)
      })
    )
  })

  it("is no answer when it ends before its stop reason, wherever that is", () => {
    const start = [messageStart({ input_tokens: 1 }), words("Hé"), words("llo")]
    const bytes = Buffer.from(eventsOf(start))
    for (let end = 0; end <= bytes.length; end += 1) {
      const { failure } = decodePieces(ANTHROPIC, [bytes.subarray(0, end)])
      assert.equal(failure, "InvalidOutputError", `${end} bytes`)
    }
    assert.equal(said(...start, messageDelta("end_turn")).failure, undefined)
    assert.equal(said(STOP).failure, "InvalidOutputError")
  })

  it("passes over pings and events that it does not know", () => {
    const news = { event: "news", data: { type: "news", delta: 7 } }
    const { text, failure } = said(
      PING,
      words("a"),
      news,
      PING,
      words("b"),
      messageDelta("x"),
      STOP
    )
    assert.deepEqual([text, failure], ["ab", undefined])
  })

  it("counts cached input as input, and keeps the last count of each kind", () => {
    const { parts } = said(
      messageStart({
        input_tokens: 5,
        cache_read_input_tokens: 90,
        cache_creation_input_tokens: 5,
        output_tokens: 1
      }),
      words("Hi"),
      messageDelta("end_turn", { output_tokens: 12, input_tokens: null }),
      STOP
    )
    const finish = parts.find((part) => part.type === "finish")
    assert.deepEqual(
      [finish?.usage.inputTokens.total, finish?.usage.inputTokens.cacheRead],
      [100, 90]
    )
    assert.equal(finish?.usage.outputTokens.total, 12)
  })

  const REASONS: ReadonlyArray<readonly [string, string]> = [
    ["end_turn", "stop"],
    ["max_tokens", "length"],
    ["refusal", "content-filter"],
    ["tired", "unknown"]
  ]
  for (const [reason, expected] of REASONS) {
    it(`that stops for ${reason} finishes as ${expected}`, () =>
      assert.equal(said(words("Hi"), messageDelta(reason), STOP).finish[0]?.[0], expected))
  }

  it("fails with the class of an error that comes in it", () => {
    const failure = (type: string) => said(words("Hi"), errorEvent(type, "secret")).failure
    assert.equal(failure("overloaded_error"), "InternalProviderError")
    assert.equal(failure("rate_limit_error"), "RateLimitError")
    assert.equal(failure("authentication_error"), "AuthenticationError")
    assert.equal(failure("invalid_request_error"), "InvalidRequestError")
  })

  for (const data of ["{", "null", "{}", '{"type":"content_block_delta","index":0}']) {
    it(`fails on the event ${data}`, () =>
      assert.equal(said(words("Hi"), { data }).failure, "InvalidOutputError"))
  }

  it("keeps an input that is no JSON as text, and tells thought from answer", () => {
    const { calls, text, reasoning } = said(
      blockStart(0, { type: "thinking", thinking: "" }),
      blockDelta(0, { type: "thinking_delta", thinking: "Well." }),
      blockDelta(0, { type: "signature_delta", signature: "x" }),
      blockStart(1, { type: "text", text: "Hi" }),
      blockStart(2, { type: "tool_use", id: "a", name: "CreateRMA", input: {} }),
      blockDelta(2, { type: "input_json_delta", partial_json: '{"a' }),
      blockStart(3, { type: "tool_use", id: "b", name: "CreateRMA", input: {} }),
      messageDelta("max_tokens"),
      STOP
    )
    assert.deepEqual([text, reasoning], ["Hi", "Well."])
    assert.deepEqual(
      calls.map(({ params }) => params),
      ['{"a', {}]
    )
  })
})
