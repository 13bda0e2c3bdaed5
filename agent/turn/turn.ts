/** A turn: one message of a customer to its answer, through at most 15 iterations of model call and tool calls. */
import { Effect } from "effect"
import { Prompt } from "effect/ai"
import { Lap } from "lapline"
import { appendMessage } from "../database/conversation-log.ts"
import { CurrentSession } from "../tools/correlation.ts"
import { EXHAUSTED, type FailureClass, failureOf, KIND_WORDS, type TurnFailure } from "./failure.ts"
import { formatAnswer } from "./formatting.ts"
import { makeModelCall } from "./model-call.ts"
import { remember, type Session } from "./session.ts"
import { resultParts, runToolCalls } from "./tool-calls.ts"
import { newTurn, type ToolCallRecord, type TurnState } from "./turn-state.ts"

export const MAX_ITERATIONS = 15

export interface TurnOptions {
  readonly model: string
  /** For one model call, retrieval not included. */
  readonly modelTimeoutMs: number
  readonly toolTimeoutMs: number
}

export interface TurnResult {
  /** Always something a customer can read. */
  readonly answer: string
  readonly outcome: "answered" | FailureClass
  readonly iterations: number
  readonly toolCalls: readonly ToolCallRecord[]
}

/** Made once per agent. The turn never fails: whatever goes wrong becomes a kind answer and an outcome. */
export const makeTurn = (options: TurnOptions) => {
  const iterate = makeIteration(options)

  const loop = (session: Session, turn: TurnState) =>
    Effect.gen(function* () {
      while (turn.iterations < MAX_ITERATIONS) {
        turn.iterations += 1
        const text = yield* iterate(session, turn)
        yield* correlateOrder(turn)
        if (text !== undefined) return yield* formatAnswer(text)
      }
      return EXHAUSTED
    })

  return Lap.turn("return-agent")(function* (session: Session, message: string) {
    const turn = newTurn(session.id, message)
    yield* Lap.correlate({ sessionId: session.id })
    const answered = yield* hear(session, message).pipe(
      Effect.andThen(loop(session, turn)),
      Effect.catchCause(recover),
      Effect.provideService(CurrentSession, session.id)
    )
    const result: TurnResult = {
      answer: typeof answered === "string" ? answered : KIND_WORDS[answered.kind],
      outcome: typeof answered === "string" ? "answered" : answered.kind,
      iterations: turn.iterations,
      toolCalls: turn.toolCalls
    }
    if (typeof answered !== "string") {
      yield* Lap.markError({ type: answered.type, message: answered.kind })
    }
    yield* say(session, result)
    yield* Lap.annotate({
      "lapline.iterations": turn.iterations,
      "lapline.llm_calls": turn.llmCalls,
      "lapline.tool_calls": turn.toolCalls.length,
      "lapline.tools": turn.toolCalls.map(({ name }) => name),
      "lapline.outcome": result.outcome
    })
    return result
  })
}

/** One pass: the model's answer, or undefined when it called tools and must be asked again. */
const makeIteration = ({ model, modelTimeoutMs, toolTimeoutMs }: TurnOptions) => {
  const callModel = makeModelCall({ model, timeoutMs: modelTimeoutMs })
  return Lap.iteration()(function* (session: Session, turn: TurnState) {
    const answer = yield* callModel(session, turn)
    if (answer.toolCalls.length === 0) return answer.text
    const records = yield* runToolCalls(turn, answer.toolCalls, toolTimeoutMs)
    // Calls and results enter the history together: a call without its result is no valid prompt.
    yield* remember(session, Prompt.fromResponseParts([...answer.parts, ...resultParts(records)]))
    return undefined
  })
}

const hear = Lap.operation({ metric: "span", name: "hear" })(function* (
  session: Session,
  message: string
) {
  yield* remember(session, message)
  yield* appendMessage({ sessionId: session.id, messageType: "user", content: message })
})

/** An answer that cannot be logged is given all the same: what it reports has been done. */
const say = Lap.operation({ metric: "span", name: "say" })(function* (
  session: Session,
  { answer, outcome }: TurnResult
) {
  yield* remember(session, [{ role: "assistant", content: answer }])
  const { id: sessionId } = session
  yield* Effect.catchTag(
    appendMessage({ sessionId, messageType: "assistant", content: answer, metadata: { outcome } }),
    "SqlError",
    (error) => Lap.markError({ type: error.reason._tag })
  )
})

const recover = (cause: Parameters<typeof failureOf>[0]): Effect.Effect<TurnFailure, never> => {
  const failure = failureOf(cause)
  return failure === undefined ? Effect.interrupt : Effect.succeed(failure)
}

/** The order that a turn is about, for every span from here on: the first that a tool was asked for. */
const correlateOrder = ({ toolCalls }: TurnState): Effect.Effect<void> => {
  const orders = toolCalls.flatMap(({ params }) =>
    typeof params === "object" && params !== null && "order_id" in params ? [params.order_id] : []
  )
  const orderId = orders.find((order) => typeof order === "string" && /^\d{1,12}$/u.test(order))
  return typeof orderId === "string" ? Lap.correlate({ orderId }) : Effect.void
}
