/** What a customer hears when a turn goes wrong, and what the log says about it. */
import assert from "node:assert/strict"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Mail } from "../../../agent/mail/mail.ts"
import { KIND_WORDS } from "../../../agent/turn/failure.ts"
import { onEachDriver } from "../workshop.ts"
import { serve } from "./desk.ts"
import { scriptedModel } from "./scripted-model.ts"

const RAW = "secret raw text of the provider"

const drop = (table: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql.unsafe(`DROP TABLE ${table}`)
  })

describe("the words for a failure", () => {
  it("are kind and offer a person, in each class", () => {
    for (const words of Object.values(KIND_WORDS)) {
      assert.match(words, /^I am sorry/u)
      assert.match(words, /ask for a person/u)
    }
  })
})

onEachDriver("a turn that fails", (workshop) => {
  it("for the model says so, and never in the provider's words", async () => {
    const model = scriptedModel([{ breaks: RAW }])
    const { answer, lines } = await workshop().record(serve({ model, messages: ["hi"] }))
    assert.equal(answer.turns[0]?.outcome, "model")
    assert.equal(answer.turns[0].answer, KIND_WORDS.model)
    const turn = lines.find(({ metric }) => metric === "turn")
    assert.equal(turn?.status, "error")
    assert.equal(turn["error.type"], "InternalProviderError")
    assert.equal(turn.attributes?.["lapline.outcome"], "model")
    const call = lines.find(({ metric, step }) => metric === "llm_call" && step === "total")
    assert.equal(call?.status, "error")
  })

  it("because the model hangs is a timeout, on the call's span as well", async () => {
    const model = scriptedModel([{ hangs: true }])
    const { answer, lines } = await workshop().record(
      serve({ model, messages: ["hi"], options: { modelTimeoutMs: 20 } })
    )
    assert.equal(answer.turns[0]?.outcome, "timeout")
    assert.equal(answer.turns[0].answer, KIND_WORDS.timeout)
    const call = lines.find(({ metric, step }) => metric === "llm_call" && step === "total")
    assert.equal(call?.status, "timeout")
  })

  it("for the database says so, whether in the log or in the knowledge base", async () => {
    for (const table of ["conversation_logs", "knowledge_fts"]) {
      const model = scriptedModel([{ text: "never" }])
      const program = serve({ model, messages: ["hello boots"], first: drop(table) })
      const { turns } = await workshop().run(program)
      assert.equal(turns[0]?.outcome, "database", table)
      assert.equal(turns[0].answer, KIND_WORDS.database)
    }
  })

  it("for a defect is of the class other", async () => {
    const model = scriptedModel([{ dies: RAW }])
    const { turns } = await workshop().run(serve({ model, messages: ["hi"] }))
    assert.equal(turns[0]?.outcome, "other")
    assert.equal(turns[0].answer, KIND_WORDS.other)
  })

  it("when only the answer cannot be logged, gives the answer", async () => {
    const program = Effect.gen(function* () {
      const services = yield* Effect.context<SqlClient.SqlClient>()
      const forget = Effect.orDie(Effect.provideContext(drop("conversation_logs"), services))
      const model = scriptedModel([{ text: "All done." }], () => forget)
      return yield* serve({ model, messages: ["hi"] })
    })
    const { turns } = await workshop().run(program)
    assert.equal(turns[0]?.answer, "All done.")
    assert.equal(turns[0].outcome, "answered")
  })

  it("in a tool that hangs, tells the model, which answers", async () => {
    const sending = {
      name: "SendEmail",
      params: {
        customer_email: "john.doe@example.com",
        template_name: "label_ready",
        context: { rma_number: "R", tracking_number: "T", label_url: "U" }
      }
    }
    const model = scriptedModel([{ calls: [sending] }, { text: "No mail today." }])
    const program = serve({ model, messages: ["hi"], options: { toolTimeoutMs: 20 } })
    const hanging = Layer.succeed(Mail, { send: () => Effect.never })
    const { turns } = await workshop().run(program, { mail: hanging })
    assert.equal(turns[0]?.answer, "No mail today.")
    assert.equal(turns[0].toolCalls[0]?.output["error"], "INTERNAL_ERR")
  })

  it("by being interrupted, answers nobody and ends its spans as interrupted", async () => {
    const program = Effect.gen(function* () {
      const called = yield* Deferred.make<void>()
      const tell = () => Effect.asVoid(Deferred.succeed(called, undefined))
      const model = scriptedModel([{ hangs: true }], tell)
      const serving = yield* Effect.forkChild(serve({ model, messages: ["hi"] }))
      yield* Deferred.await(called)
      yield* Fiber.interrupt(serving)
      return yield* Fiber.await(serving)
    })
    const { answer, lines } = await workshop().record(program)
    assert.equal(answer._tag, "Failure")
    for (const name of ["turn", "iteration", "llm_call"]) {
      const line = lines.find(({ metric, step }) => metric === name && step === "total")
      assert.equal(line?.status, "interrupted", name)
    }
  })
})
