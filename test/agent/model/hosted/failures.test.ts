/** A hosted model that fails in every way it can, over real HTTP: what the customer reads, what the log says. */
import assert from "node:assert/strict"
import { Effect, Redacted } from "effect"
import { rmSync } from "node:fs"
import type { ServerResponse } from "node:http"
import { type HostedOptions, hostedStream } from "../../../../agent/model/hosted/hosted-model.ts"
import { languageModel } from "../../../../agent/model/model-stream.ts"
import { OPENAI } from "../../../../agent/model/openai/protocol.ts"
import { type FailureClass, KIND_WORDS } from "../../../../agent/turn/failure.ts"
import { chunk, DONE, usageChunk } from "../openai/wire.ts"
import { serve } from "../../turn/desk.ts"
import { openWorkshop, type Services, type Workshop } from "../../workshop.ts"
import {
  answerWith,
  EVENT_STREAM,
  eventsOf,
  type FakeServer,
  type Respond,
  startServer
} from "./server.ts"

const KEY = "sk-canary-4711"
const SECRET = "words-of-the-provider"
const GOOD = eventsOf([chunk({ content: "All is " }), chunk({ content: "well." }, "stop"), DONE])
const HALF = eventsOf([chunk({ content: "All is " })])
const AN_HOUR_MS = 3_600_000

const status =
  (code: number, body: string, headers: Readonly<Record<string, string>> = {}): Respond =>
  (response) =>
    void response.writeHead(code, headers).end(body)
const json = (code: string) => JSON.stringify({ error: { message: SECRET, code } })
const hang: Respond = (response) => response.writeHead(200, EVENT_STREAM).flushHeaders()
const stall =
  (stream: string): Respond =>
  (response) =>
    void response.writeHead(200, EVENT_STREAM).write(stream)
const reset =
  (stream: string): Respond =>
  (response) => {
    response.writeHead(200, EVENT_STREAM)
    response.write(stream, () => response.destroy())
  }
const stream = (text: string): Respond => answerWith(text)
const silent = (_response: ServerResponse) => undefined

interface Case {
  readonly when: string
  readonly responds: Respond
  readonly outcome: FailureClass
  readonly type: string
  /** How many requests are made, with two retries allowed; at most so many where time decides. */
  readonly requests: number
  readonly options?: Partial<HostedOptions>
  readonly modelTimeoutMs?: number
}

const model = (
  when: string,
  responds: Respond,
  type: string,
  requests: number,
  options: Partial<HostedOptions> = {}
): Case => ({ when, responds, outcome: "model", type, requests, options })

const timeout = (when: string, responds: Respond, requests: number): Case => ({
  when,
  responds,
  outcome: "timeout",
  type: "TimeoutError",
  requests,
  options: { idleMs: 150 }
})

const CASES: readonly Case[] = [
  model("400 with a JSON body", status(400, json("x")), "InvalidRequestError", 1),
  model("401 with a JSON body", status(401, json("invalid_api_key")), "AuthenticationError", 1),
  model("403 with HTML", status(403, `<h1>${SECRET}</h1>`), "AuthenticationError", 1),
  model("404", status(404, json("model_not_found")), "InvalidRequestError", 1),
  model("a redirect", status(307, SECRET, { location: "http://127.0.0.1:1/" }), "UnknownError", 1),
  model("429 without end", status(429, json("rate_limit_exceeded")), "RateLimitError", 3),
  model("429 with HTML", status(429, `<h1>${SECRET}</h1>`), "RateLimitError", 3),
  model("429 and no money", status(429, json("insufficient_quota")), "QuotaExhaustedError", 1),
  model(
    "429 that asks for an hour",
    status(429, "", { "retry-after": "3600" }),
    "RateLimitError",
    1
  ),
  model("500 with a body that is no JSON", status(500, SECRET), "InternalProviderError", 3),
  model("529", status(529, json("overloaded_error")), "InternalProviderError", 3),
  model("a page in the stream's place", status(200, SECRET), "InvalidResponseError", 1),
  model(
    "JSON in the stream's place",
    status(200, "{}", { "content-type": "application/json" }),
    "InvalidResponseError",
    1
  ),
  model("an empty stream", stream(""), "InvalidOutputError", 3),
  model("no choices", stream(eventsOf([usageChunk(1, 0), DONE])), "InvalidOutputError", 3),
  model("a stream cut after some words", stream(HALF), "InvalidOutputError", 1),
  model(
    "a malformed first chunk",
    stream(eventsOf([{ data: `{"${SECRET}` }])),
    "InvalidOutputError",
    3
  ),
  model(
    "a malformed later chunk",
    stream(HALF + eventsOf([{ data: `{"${SECRET}` }])),
    "InvalidOutputError",
    1
  ),
  model(
    "an error in the stream",
    stream(HALF + eventsOf([{ data: json("server_error") }])),
    "InternalProviderError",
    1
  ),
  model("a reset before the first word", reset(""), "NetworkError", 3),
  model("a reset after some words", reset(HALF), "NetworkError", 1),
  model("a reset in place of a response", (response) => void response.destroy(), "NetworkError", 3),
  timeout("no response", silent, 3),
  timeout("headers and then silence", hang, 3),
  timeout("some words and then silence", stall(HALF), 1),
  timeout("comments first, and then silence", stall(": ping\n\n"), 3),
  {
    when: "a response that never comes within the call's time",
    responds: silent,
    outcome: "timeout",
    type: "TimeoutError",
    requests: 1,
    modelTimeoutMs: 60
  },
  {
    when: "retries that would last longer than the call's time",
    responds: status(503, SECRET),
    outcome: "timeout",
    type: "TimeoutError",
    requests: 1,
    modelTimeoutMs: 60,
    options: { retry: { retries: 2, backoffMs: AN_HOUR_MS, maxWaitMs: AN_HOUR_MS } }
  }
]

describe("a turn on a hosted model", () => {
  let shop: Workshop | undefined
  let server: FakeServer | undefined
  const workshop = (): Workshop => (shop ??= openWorkshop("node"))
  afterEach(async () => {
    await server?.close()
    if (shop !== undefined) rmSync(shop.folder, { recursive: true, force: true })
    shop = undefined
  })

  const start = async (responds: Respond): Promise<FakeServer> =>
    (server = await startServer(responds))

  const served = (url: URL, options: Partial<HostedOptions> = {}, modelTimeoutMs = 10_000) =>
    serve({
      model: { prompts: [], layer: languageModel(hostedStream(optionsFor(url, options))) },
      messages: ["hi"],
      options: { modelTimeoutMs }
    })

  const record = <A, E>(body: Effect.Effect<A, E, Services>) => workshop().record(body)

  for (const { when, responds, outcome, type, requests, options, modelTimeoutMs } of CASES) {
    it(`answers ${when} in the words for ${outcome}, and the log says ${type}`, async () => {
      const { url, asked } = await start(responds)
      const { answer, lines } = await record(served(url, options, modelTimeoutMs))
      const [turn] = answer.turns
      assert.equal(turn?.outcome, outcome)
      assert.equal(turn.answer, KIND_WORDS[outcome])
      if (outcome === "timeout") assert.ok(asked.length <= requests)
      else assert.equal(asked.length, requests)
      const call = lines.find(({ metric, step }) => metric === "llm_call" && step === "total")
      assert.equal(call?.status, outcome === "timeout" ? "timeout" : "error")
      const span = lines.find(({ metric }) => metric === "turn")
      assert.equal(span?.["error.type"], type)
      assert.equal(span.attributes?.["lapline.outcome"], outcome)
      const log = JSON.stringify(lines)
      for (const canary of [KEY, SECRET]) assert.ok(!log.includes(canary), canary)
    })
  }

  it("is answered when the first attempts fail, each in its own way", async () => {
    const failures = [status(500, SECRET), reset(""), stream(""), hang, silent]
    const { url, asked } = await start((response, request, call) =>
      (failures[call - 1] ?? stream(GOOD))(response, request, call)
    )
    const retry = { retries: 9, backoffMs: 1, maxWaitMs: 10 }
    const { turns } = await workshop().run(served(url, { retry, idleMs: 300 }))
    assert.equal(turns[0]?.answer, "All is well.")
    assert.ok(asked.length > failures.length)
  })

  it("comes back when Retry-After says so, in seconds or as a date, not when it would have", async () => {
    const retry = { retries: 1, backoffMs: AN_HOUR_MS, maxWaitMs: AN_HOUR_MS }
    for (const after of ["0", new Date(0).toUTCString()]) {
      const { url, asked, close } = await start((response, request, call) =>
        (call === 1 ? status(429, "", { "retry-after": after }) : stream(GOOD))(
          response,
          request,
          call
        )
      )
      const { turns } = await workshop().run(served(url, { retry }))
      assert.equal(turns[0]?.answer, "All is well.", after)
      assert.equal(asked.length, 2)
      await close()
    }
  })

  it("does not wait for a server that has said [DONE] and keeps the connection", async () => {
    const { url } = await start(stall(GOOD))
    const { turns } = await workshop().run(served(url))
    assert.equal(turns[0]?.answer, "All is well.")
  })

  it("ends the request when it is interrupted by its timeout", async () => {
    const closed = Promise.withResolvers<void>()
    const { url } = await start((response) => void response.on("close", () => closed.resolve()))
    await workshop().run(served(url, {}, 30))
    await closed.promise
  })

  it("gives an input that is no JSON to the tool, whose refusal the model can read", async () => {
    const calling = eventsOf([
      chunk({
        tool_calls: [{ index: 0, id: "a", function: { name: "CreateRMA", arguments: '{"order' } }]
      }),
      chunk({}, "length"),
      DONE
    ])
    const { url, asked } = await start((response, request, call) =>
      answerWith(call === 1 ? calling : GOOD)(response, request, call)
    )
    const { turns } = await workshop().run(served(url))
    assert.equal(turns[0]?.answer, "All is well.")
    assert.equal(turns[0].toolCalls[0]?.output["success"], false)
    const messages = asked[1]?.body["messages"]
    assert.ok(Array.isArray(messages))
    const [call, result] = messages.slice(-2)
    assert.deepEqual(JSON.parse(call.tool_calls[0].function.arguments), { invalid: '{"order' })
    assert.equal(JSON.parse(result.content).error, "DATA_ERR")
  })

  it("sends the key and no trace of ours, to the path below the base URL with its query", async () => {
    const { url, asked } = await start(stream(GOOD))
    await record(served(new URL("/gate/v1/?api-version=3", url)))
    assert.equal(asked[0]?.path, "/gate/v1/chat/completions?api-version=3")
    assert.equal(asked[0].headers.authorization, `Bearer ${KEY}`)
    const names = Object.keys(asked[0].headers).join(" ")
    assert.doesNotMatch(names, /traceparent|b3/u)
  })

  it("keeps the base URL and a key that is no header out of the log", async () => {
    const { url } = await start(stream(GOOD))
    const apiKey = Redacted.make(`${KEY}\u0000`)
    const options = { endpoint: { baseUrl: new URL(`/${SECRET}?key=${KEY}`, url), apiKey } }
    const { answer, lines } = await record(served(url, options))
    assert.equal(answer.turns[0]?.outcome, "model")
    const log = JSON.stringify(lines)
    for (const canary of [KEY, SECRET]) assert.ok(!log.includes(canary), canary)
  })
})

const optionsFor = (baseUrl: URL, options: Partial<HostedOptions>): HostedOptions => ({
  protocol: OPENAI,
  model: "m",
  endpoint: { baseUrl, apiKey: Redacted.make(KEY) },
  maxTokens: 100,
  idleMs: 5000,
  retry: { retries: 2, backoffMs: 1, maxWaitMs: 1000 },
  ...options
})
