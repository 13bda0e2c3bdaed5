/** Recordings: made, replayed in their own time, and refused when they do not fit. */
import assert from "node:assert/strict"
import { Clock, Effect, Fiber, Stream } from "effect"
import { AiError, LanguageModel } from "effect/ai"
import { TestClock } from "effect/testing"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { languageModel, type ModelStream, type Part } from "../../../../agent/model/model-stream.ts"
import { readRecording } from "../../../../agent/model/replay/recording.ts"
import { recordedStream } from "../../../../agent/model/replay/record.ts"
import { replayStream } from "../../../../agent/model/replay/replay.ts"
import { KIND_WORDS } from "../../../../agent/turn/failure.ts"
import { makeHome, logsOf, runProcess } from "../../runner/child.ts"
import { serve } from "../../turn/desk.ts"
import { openWorkshop } from "../../workshop.ts"

const SPOKEN: ReadonlyArray<readonly [number, Part]> = [
  [100, { type: "text-start", id: "1" }],
  [0, { type: "text-delta", id: "1", delta: "All is " }],
  [150, { type: "text-delta", id: "1", delta: "well." }],
  [50, { type: "text-end", id: "1" }],
  [
    0,
    {
      type: "finish",
      reason: "stop",
      usage: {
        inputTokens: { total: 3, uncached: 3, cacheRead: 0, cacheWrite: undefined },
        outputTokens: { total: 2, text: 2, reasoning: undefined }
      },
      response: undefined
    }
  ]
]
const speaking: ModelStream = () =>
  Stream.fromIterable(SPOKEN).pipe(
    Stream.rechunk(1),
    Stream.mapEffect(([waitMs, part]) => Effect.as(Effect.sleep(waitMs), part))
  )
const breaking: ModelStream = (options) =>
  Stream.concat(
    Stream.take(speaking(options), 2),
    Stream.fail(
      AiError.make({ module: "test", method: "test", reason: new AiError.RateLimitError({}) })
    )
  )

describe("a recording", () => {
  let folder = ""
  let file = ""
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lapline-recording-"))
    file = path.join(folder, "deep", "recording.jsonl")
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** What the model says to a prompt, with the milliseconds from the request to each piece of text. */
  const heard = (stream: ModelStream, prompt: string) =>
    Effect.gen(function* () {
      const startMs = yield* Clock.currentTimeMillis
      const reading = yield* LanguageModel.streamText({ prompt }).pipe(
        Stream.filter((part) => part.type === "text-delta"),
        Stream.mapEffect(({ delta }) =>
          Effect.map(Clock.currentTimeMillis, (nowMs) => [delta, nowMs - startMs] as const)
        ),
        Stream.runCollect,
        Effect.provide(languageModel(stream)),
        Effect.result,
        Effect.forkChild
      )
      yield* TestClock.adjust("1 minute")
      return yield* Fiber.join(reading)
    })
  const run = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.runPromise(Effect.provide(effect, TestClock.layer()))
  const make = (stream: ModelStream = speaking) =>
    run(
      Effect.gen(function* () {
        const recorded = yield* recordedStream(stream, { file, model: "m-1" })
        yield* heard(recorded, "hello")
      })
    )

  it("replays each piece when it came, or all at once", async () => {
    await make()
    const replayed = (speed: "original" | "max") =>
      run(
        Effect.gen(function* () {
          const recording = yield* readRecording(file)
          assert.equal(recording.model, "m-1")
          const result = yield* heard(replayStream(recording, speed), "hello")
          assert.equal(result._tag, "Success")
          return result._tag === "Success" ? result.success : []
        })
      )
    assert.deepEqual(await replayed("original"), [
      ["All is ", 100],
      ["well.", 250]
    ])
    assert.deepEqual(await replayed("max"), [
      ["All is ", 0],
      ["well.", 0]
    ])
  })

  it("is for its owner's eyes, and never overwritten", async () => {
    await make()
    assert.equal(statSync(file).mode & 0o777, 0o600)
    await assert.rejects(make(), /it exists, and is not overwritten/u)
  })

  it("leaves out what was cut: in a turn, that is a failure of the model, in kind words", async () => {
    await make(breaking)
    assert.equal(readFileSync(file, "utf8").trimEnd().split("\n").length, 1)
    const recording = await Effect.runPromise(readRecording(file))
    const workshop = openWorkshop("node")
    try {
      const layer = languageModel(replayStream(recording, "max"))
      const { answer, lines } = await workshop.record(
        serve({ model: { prompts: [], layer }, messages: ["hello"] })
      )
      assert.equal(answer.turns[0]?.answer, KIND_WORDS.model)
      const turn = lines.find(({ metric }) => metric === "turn")
      assert.equal(turn?.["error.type"], "InvalidRequestError")
    } finally {
      rmSync(workshop.folder, { recursive: true, force: true })
    }
  })

  it("may end in a line that was torn, but holds no other that is damaged", async () => {
    await make()
    const text = readFileSync(file, "utf8")
    writeFileSync(file, `${text}{"situation":"x"`)
    const { exchanges } = await Effect.runPromise(readRecording(file))
    assert.equal(exchanges.size, 1)
    const damaged: ReadonlyArray<readonly [string, RegExp]> = [
      [`${text}{"situation":"x"}\n`, /line 3 is no exchange/u],
      [`{"recording":2,"model":"m"}\n`, /no header/u],
      ["", /no header/u]
    ]
    for (const [text, message] of damaged) {
      writeFileSync(file, text)
      const error = await Effect.runPromise(Effect.flip(readRecording(file)))
      assert.match(error.message, message)
    }
  })
})

describe("the sample conversations, recorded and replayed", function () {
  this.timeout(180_000)

  it("end as expected in another database, where every id is another", async () => {
    const first = makeHome()
    const second = makeHome({ AGENT_REPLAY_SPEED: "max" })
    try {
      const file = path.join(first.folder, "recording.jsonl")
      const recorded = await runProcess(first, "conversations", "--record", file)
      assert.equal(recorded.code, 0, recorded.stderr)
      const replayed = await runProcess(second, "conversations", "--replay", file)
      assert.equal(replayed.code, 0, `${replayed.stdout}${replayed.stderr}`)
      const [one, two] = [first, second].map((home) => callsOf(home))
      assert.ok(one !== undefined && one.length > 20)
      assert.deepEqual(two, one)
    } finally {
      first.remove()
      second.remove()
    }
  })

  it("say on one line, with exit code 2, that what the model is to answer from is missing", async () => {
    const home = makeHome({
      ANTHROPIC_API_KEY: "",
      ANTHROPIC_BASE_URL: "https://api.anthropic.com"
    })
    try {
      const missing = await runProcess(home, "conversations", "--replay", "no-such-file")
      assert.equal(missing.code, 2)
      assert.match(missing.stderr, /^The recording \S*no-such-file cannot be used: ENOENT\.\n$/u)
      const unset = await runProcess(home, "conversations", "--model", "replay")
      assert.match(unset.stderr, /^There is nothing to replay: set AGENT_REPLAY.*\n$/u)
      const keyless = await runProcess(home, "conversations", "--model", "anthropic")
      assert.match(keyless.stderr, /^The model needs a key: set ANTHROPIC_API_KEY.*\n$/u)
    } finally {
      home.remove()
    }
  })
})

/** Name, tokens and reason of each model call. */
const callsOf = (home: ReturnType<typeof makeHome>) =>
  logsOf(home).flatMap(({ lines }) =>
    lines
      .filter(({ metric, step }) => metric === "llm_call" && step === "total")
      .map(({ name, attributes = {} }) => [
        name,
        attributes["gen_ai.usage.output_tokens"],
        attributes["gen_ai.response.finish_reasons"]
      ])
  )
