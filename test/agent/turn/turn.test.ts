/** A turn with a scripted model: the loop, the log of the conversation, the spans. */
import assert from "node:assert/strict"
import { Effect, Latch, Ref } from "effect"
import { messagesOf } from "../../../agent/database/conversation-log.ts"
import { Mail } from "../../../agent/mail/mail.ts"
import { APOLOGY } from "../../../agent/turn/formatting.ts"
import { MAX_ITERATIONS } from "../../../agent/turn/turn.ts"
import { onEachDriver } from "../workshop.ts"
import { serve } from "./desk.ts"
import { scriptedModel, type Step } from "./scripted-model.ts"

const lookUp = (order_id: string) => ({ name: "GetOrderDetails", params: { order_id } })
const mail = (rma_number: string) => ({
  name: "SendEmail",
  params: {
    customer_email: "john.doe@example.com",
    template_name: "label_ready",
    context: { rma_number, tracking_number: "T", label_url: "U" }
  }
})
const HI = ["Hello, it is about order 77893"]

onEachDriver("a turn", (workshop) => {
  const run = (...steps: readonly [Step, ...Step[]]) =>
    workshop().run(serve({ model: scriptedModel(steps), messages: HI }))
  const record = (...steps: readonly [Step, ...Step[]]) =>
    workshop().record(serve({ model: scriptedModel(steps), messages: HI }))

  it("answers what the model says, after what its tools have answered", async () => {
    const model = scriptedModel([{ calls: [lookUp("77893")] }, { text: "It holds boots." }])
    const { turns } = await workshop().run(serve({ model, messages: HI }))
    const [turn] = turns
    assert.equal(turn?.answer, "It holds boots.")
    assert.equal(turn.outcome, "answered")
    assert.equal(turn.iterations, 2)
    assert.equal(turn.toolCalls[0]?.output["success"], true)
    const told = JSON.stringify(model.prompts[1]?.content.at(-1))
    assert.match(told, /Hiking Boots/u)
  })

  it("runs the calls of one iteration together and answers them in order", async () => {
    const calls = [lookUp("77893"), lookUp("99999"), lookUp("45110")]
    const { turns } = await run({ calls }, { text: "done" })
    const outputs = turns[0]?.toolCalls.map(({ output }) => output["success"])
    assert.deepEqual(outputs, [true, false, true])
  })

  it("lets the calls of one iteration overlap", async () => {
    // Each e-mail is sent only when the other is under way.
    const program = Effect.gen(function* () {
      const both = yield* Latch.make()
      let underway = 0
      const send = () =>
        Effect.suspend(() => {
          underway += 1
          return Effect.as(underway === 2 ? both.open : both.await, "<1@example.com>")
        })
      const model = scriptedModel([{ calls: [mail("a"), mail("b")] }, { text: "Sent." }])
      const serving = serve({ model, messages: HI, options: { toolTimeoutMs: 1000 } })
      return yield* Effect.provideService(serving, Mail, { send })
    })
    const { turns } = await workshop().run(program)
    const outputs = turns[0]?.toolCalls.map(({ output }) => output["success"])
    assert.deepEqual(outputs, [true, true])
  })

  it("logs the message, each tool call and the answer", async () => {
    const model = scriptedModel([{ calls: [lookUp("77893")] }, { text: "Boots." }])
    const program = Effect.gen(function* () {
      const { session } = yield* serve({ model, messages: HI })
      return yield* messagesOf(session.id)
    })
    const logged = await workshop().run(program)
    assert.deepEqual(
      logged.map(({ messageType }) => messageType),
      ["user", "tool", "assistant"]
    )
    assert.equal(logged[0]?.content, HI[0])
    assert.equal(logged[2]?.content, "Boots.")
    assert.equal(logged[1]?.metadata["tool_name"], "GetOrderDetails")
  })

  it("goes on from what was said before", async () => {
    const model = scriptedModel([{ text: "First." }, { text: "Second." }])
    await workshop().run(serve({ model, messages: ["one", "two"] }))
    const roles = model.prompts[1]?.content.map(({ role }) => role)
    assert.deepEqual(roles, ["system", "user", "assistant", "user"])
  })

  it("tells the model of an unknown tool and of a wrong input, and goes on", async () => {
    const calls = [
      { name: "Refund", params: {} },
      { name: "CheckEligibility", params: { order_id: 7 } }
    ]
    const { turns } = await run({ calls }, { text: "Sorry." })
    assert.equal(turns[0]?.answer, "Sorry.")
    for (const { output } of turns[0].toolCalls) assert.equal(output["error"], "DATA_ERR")
  })

  it("strips the thinking and makes an apology of nothing", async () => {
    const [thought] = (await run({ text: "<think>hm</think> Yes." })).turns
    assert.equal(thought?.answer, "Yes.")
    const [nothing] = (await run({ text: "<think>hm" })).turns
    assert.equal(nothing?.answer, APOLOGY)
  })

  it(`gives up kindly after ${MAX_ITERATIONS} iterations`, async () => {
    const model = scriptedModel([{ calls: [lookUp("77893")] }])
    const { turns } = await workshop().run(serve({ model, messages: HI }))
    assert.equal(turns[0]?.iterations, MAX_ITERATIONS)
    assert.equal(model.prompts.length, MAX_ITERATIONS)
    assert.equal(turns[0].outcome, "other")
    assert.match(turns[0].answer, /sorry.*person/su)
  })

  it("says on the turn's span how it went", async () => {
    const { lines } = await record(
      { calls: [lookUp("77893"), lookUp("45110")] },
      { calls: [lookUp("90123")] },
      { text: "ok" }
    )
    const turn = lines.find(({ metric }) => metric === "turn")
    assert.equal(turn?.name, "invoke_agent return-agent")
    assert.deepEqual(turn.attributes, {
      "lapline.iterations": 3,
      "lapline.llm_calls": 3,
      "lapline.tool_calls": 3,
      "lapline.tools": ["GetOrderDetails", "GetOrderDetails", "GetOrderDetails"],
      "lapline.outcome": "answered"
    })
    assert.equal(turn.order_id, "77893")
  })

  it("draws the loop as spans: turn, iteration, model call with its three steps, tool", async () => {
    const { lines } = await record({ calls: [lookUp("77893")] }, { text: "ok" })
    const parentOf = (line: (typeof lines)[number]) =>
      lines.find(({ span_id }) => span_id === line.parent_span_id)
    const drawn = lines
      .filter(({ metric }) => ["iteration", "llm_call", "response_formatting"].includes(metric))
      .map((line) => `${parentOf(line)?.metric} > ${line.metric} ${line.step}`)
    const call = ["context", "first_token", "generation"].map(
      (step) => `llm_call > llm_call ${step}`
    )
    const iteration = [...call, "iteration > llm_call total", "turn > iteration total"]
    assert.deepEqual(drawn, [...iteration, ...iteration, "turn > response_formatting total"])
    const tool = lines.find(({ metric, step }) => metric === "tool_execution" && step === "total")
    assert.equal(tool === undefined ? undefined : parentOf(tool)?.metric, "iteration")
    // Its time is that of the two steps: counted beside them it would count twice.
    assert.ok(lines.every(({ name }) => name !== "LanguageModel.streamText"))
  })

  it("puts the model's usage on its call", async () => {
    const { lines } = await record({ text: "ok" })
    const call = lines.find(({ metric, step }) => metric === "llm_call" && step === "total")
    assert.equal(call?.name, "chat scripted")
    assert.equal(call.attributes?.["gen_ai.usage.input_tokens"], 11)
    assert.equal(call.attributes["gen_ai.usage.output_tokens"], 7)
    assert.deepEqual(call.attributes["gen_ai.response.finish_reasons"], ["stop"])
    assert.equal(call.attributes["gen_ai.request.model"], "scripted")
  })

  it("names the session on every span of the turn", async () => {
    const { answer, lines } = await record({ calls: [lookUp("77893")] }, { text: "ok" })
    const turn = lines.find(({ metric }) => metric === "turn")
    const inside = lines.filter((line) => "trace_id" in line && "trace_id" in Object(turn))
    const ofTurn = inside.filter(
      (line) => Reflect.get(line, "trace_id") === Reflect.get(Object(turn), "trace_id")
    )
    assert.ok(ofTurn.length > 10)
    for (const line of ofTurn) {
      assert.equal(Reflect.get(line, "session_id"), answer.session.id, line.name)
    }
  })

  it("keeps no call in the history whose result is missing", async () => {
    const model = scriptedModel([
      { calls: [lookUp("77893")] },
      { dies: "boom" },
      { text: "Better." }
    ])
    const program = Effect.gen(function* () {
      const { session, turns } = yield* serve({ model, messages: ["one", "two"] })
      return { turns, history: yield* Ref.get(session.history) }
    })
    const { turns, history } = await workshop().run(program)
    assert.equal(turns[1]?.answer, "Better.")
    assert.deepEqual(
      history.content.map(({ role }) => role),
      ["user", "assistant", "tool", "assistant", "user", "assistant"]
    )
  })
})
