/** Chat-completions streams, whole, cut anywhere, and as other servers write them. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { OPENAI } from "../../../../agent/model/openai/protocol.ts"
import { cutAt, decodePieces, decodeText, essence } from "../hosted/decoding.ts"
import { eventsOf } from "../hosted/server.ts"
import { chunk, DONE, streamOf, usageChunk } from "./wire.ts"

const STREAM = Buffer.from(
  `\uFEFF: comment\r\n\r\nretry: 5\n${streamOf({
    text: "Grüße 👟 für 靴 — done",
    calls: [
      { id: "a", name: "GetOrderDetails", params: { email: "zoë@example.com" } },
      { id: "b", name: "GetOrderDetails", params: { order_id: "7789👟3" } }
    ],
    inputTokens: 11,
    outputTokens: 7,
    reason: "tool-calls"
  })}`
)
const WHOLE = decodePieces(OPENAI, [STREAM])

const said = (...events: Parameters<typeof eventsOf>[0]) => {
  const { parts, failure } = decodeText(OPENAI, eventsOf(events))
  return { ...essence(parts), failure }
}
const piece = (call: unknown) => chunk({ tool_calls: [call] })
const named = (name: string, args = "{}") => ({ name, arguments: args })

describe("a chat-completions stream", () => {
  it("is read to its text, its calls, its reason and its usage", () => {
    assert.deepEqual(essence(WHOLE.parts), {
      text: "Grüße 👟 für 靴 — done",
      reasoning: "",
      spelt: `{"email":"zoë@example.com"}{"order_id":"7789👟3"}`,
      calls: [
        { id: "a", name: "GetOrderDetails", params: { email: "zoë@example.com" } },
        { id: "b", name: "GetOrderDetails", params: { order_id: "7789👟3" } }
      ],
      finish: [["tool-calls", 11, 7]]
    })
  })

  it("is the same when it is cut in two at any byte, within a character as well", () => {
    for (let at = 1; at < STREAM.length; at += 1) {
      assert.deepEqual(decodePieces(OPENAI, cutAt(STREAM, [at])), WHOLE, `cut at ${at}`)
    }
  })

  it("is the same when it is cut in any number of places, or into single bytes", () => {
    const places = fc.uniqueArray(fc.integer({ min: 1, max: STREAM.length - 1 }), { maxLength: 60 })
    fc.assert(
      fc.property(places, (places) => {
        const pieces = cutAt(
          STREAM,
          places.toSorted((a, b) => a - b)
        )
        assert.deepEqual(decodePieces(OPENAI, pieces), WHOLE)
      })
    )
    assert.deepEqual(
      decodePieces(
        OPENAI,
        [...STREAM].map((byte) => Uint8Array.of(byte))
      ),
      WHOLE
    )
  })

  it("is no answer when it ends before its last chunk, wherever that is", () => {
    const bytes = Buffer.from(eventsOf([chunk({ content: "Hé" }), chunk({ content: "llo" })]))
    for (let end = 0; end <= bytes.length; end += 1) {
      assert.equal(
        decodePieces(OPENAI, [bytes.subarray(0, end)]).failure,
        "InvalidOutputError",
        `${end} bytes`
      )
    }
  })

  it("may end by a finish reason alone, or by [DONE] alone after something was said", () => {
    assert.deepEqual(said(chunk({ content: "Hi" }, "stop")).finish, [
      ["stop", undefined, undefined]
    ])
    assert.deepEqual(said(chunk({ content: "Hi" }), DONE).finish, [
      ["unknown", undefined, undefined]
    ])
    assert.equal(said(DONE).failure, "InvalidOutputError")
    assert.equal(said({ data: { choices: [] } }, DONE).failure, "InvalidOutputError")
  })

  it("ends at [DONE]: what follows is not read", () => {
    assert.equal(said(chunk({ content: "Hi" }, "stop"), DONE, { data: "{" }).failure, undefined)
  })

  it("may have a finish reason that nobody knows", () => {
    assert.deepEqual(said(chunk({ content: "Hi" }, "tired"), usageChunk(1, 2)).finish, [
      ["unknown", 1, 2]
    ])
  })

  const UNREADABLE = ["{", "null", "[]", '"text"', '{"choices":1}', '{"choices":[{"delta":7}]}']
  for (const data of UNREADABLE) {
    it(`fails on the event ${data}`, () => {
      assert.equal(said(chunk({ content: "Hi" }), { data }).failure, "InvalidOutputError")
    })
  }

  it("fails with the class of an error that comes in it", () => {
    const error = (error: unknown) => said({ data: { error } }).failure
    assert.equal(error({ message: "x", code: "rate_limit_exceeded" }), "RateLimitError")
    assert.equal(error({ message: "x", type: "insufficient_quota" }), "QuotaExhaustedError")
    assert.equal(error({ message: "x", code: 500 }), "InternalProviderError")
  })

  it("keeps the text of an input that is no JSON, and takes none for an empty one", () => {
    const { calls } = said(
      piece({ index: 0, id: "a", function: named("SendEmail", '{"a":') }),
      piece({ index: 1, id: "b", function: named("SendEmail", '{"__proto__":{"x":1}}') }),
      piece({ index: 2, id: "c", function: { name: "SendEmail" } }),
      chunk({}, "tool_calls")
    )
    assert.deepEqual(
      calls.map(({ params }) => params),
      ['{"a":', '{"__proto__":{"x":1}}', {}]
    )
  })

  it("keeps calls apart for servers that number every one 0, that number none, that give no id", () => {
    const twice = (one: object, two: object) =>
      said(
        piece({ ...one, function: named("A", '{"n":') }),
        piece({ ...("index" in one ? { index: 0 } : {}), function: { arguments: "1}" } }),
        piece({ ...two, function: named("B", '{"n":2}') }),
        chunk({}, "tool_calls")
      ).calls.map(({ name, params }) => [name, params])
    const expected = [
      ["A", { n: 1 }],
      ["B", { n: 2 }]
    ]
    assert.deepEqual(twice({ index: 0, id: "a" }, { index: 0, id: "b" }), expected)
    assert.deepEqual(twice({ id: "a" }, { id: "b" }), expected)
    assert.deepEqual(twice({ index: 0 }, { index: 1 }), expected)
    const { calls } = said(
      piece({ index: 0, function: named("A") }),
      piece({ index: 1, function: named("B") }),
      DONE
    )
    assert.equal(new Set(calls.map(({ id }) => id)).size, 2)
    assert.ok(calls.every(({ id }) => id !== ""))
  })

  it("tells thought from answer, under both names that servers give it", () => {
    const { text, reasoning } = said(
      chunk({ reasoning_content: "Well" }),
      chunk({ reasoning: ", then." }),
      chunk({ content: "Hi" }, "stop")
    )
    assert.deepEqual([reasoning, text], ["Well, then.", "Hi"])
  })
})
