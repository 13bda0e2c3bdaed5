/** One call of the language model: context, first token and generation timed apart, usage on the span. */
import { Duration, Effect, Pull, Stream } from "effect"
import { type AiError, LanguageModel, type Prompt, type Response } from "effect/ai"
import { Lap } from "lapline"
import { countingRetries } from "../model/hosted/retries.ts"
import { timeoutIn } from "../model/hosted/failures.ts"
import { costUsd } from "../model/prices.ts"
import { ReturnToolkit } from "../tools/schemas.ts"
import { prepareContext } from "./context.ts"
import type { Session } from "./session.ts"
import type { TurnState } from "./turn-state.ts"

type Tools = typeof ReturnToolkit.tools
type Part = Response.StreamPart<Tools, "deferred">

/** What the model said in one call. Tool calls are as the model wrote them: nothing has validated them yet. */
export interface ModelAnswer {
  readonly parts: readonly Part[]
  readonly text: string
  readonly toolCalls: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly params: unknown
  }>
}

export interface ModelCallOptions {
  /** The model's name, for the span. */
  readonly model: string
  readonly timeoutMs: number
}

/** Made once per model: the span's name holds the model's. */
export const makeModelCall = ({ model, timeoutMs }: ModelCallOptions) =>
  Lap.modelCall(model, { attributes: { "gen_ai.request.model": model } })(function* (
    session: Session,
    turn: TurnState
  ) {
    const prompt = yield* prepareContext(session, turn)
    turn.llmCalls += 1
    return yield* countingRetries(Effect.timeout(converse(model, prompt), timeoutMs))
  })

const converse = (model: string, prompt: Prompt.Prompt) =>
  Effect.scoped(
    Effect.gen(function* () {
      const pull = yield* Stream.toPull(
        LanguageModel.streamText({
          prompt,
          toolkit: ReturnToolkit,
          disableToolCallResolution: true,
          toolCallValidation: "deferred"
        })
      )
      const first = yield* firstToken(pull)
      const [took, rest] = yield* Effect.timed(generation(pull))
      const parts = [...first, ...rest]
      yield* annotateUsage(model, parts, Duration.toMillis(took))
      return answerOf(parts)
    })
  )

type PartPull = Pull.Pull<readonly Part[], AiError.AiError, void, LanguageModel.LanguageModel>

/** From the request to the first part with content, which is the last part answered; or to the end. */
const firstToken = Lap.step("first_token")((pull: PartPull) =>
  collect(pull, (part) => CONTENT.has(part.type))
)

/** The rest of the stream. */
const generation = Lap.step("generation")((pull: PartPull) => collect(pull, () => false))

const CONTENT: ReadonlySet<string> = new Set([
  "text-delta",
  "reasoning-delta",
  "tool-params-start",
  "tool-call"
])

/** Pulls until a chunk holds a part that is wanted, or until the stream ends. */
const collect = (pull: PartPull, isLast: (part: Part) => boolean) =>
  Effect.gen(function* () {
    const parts: Part[] = []
    for (;;) {
      const chunk = yield* unmeasured(Pull.catchDone(pull, () => Effect.succeed(undefined))).pipe(
        Effect.mapError((error) => timeoutIn(error) ?? error)
      )
      if (chunk === undefined) return parts
      parts.push(...chunk)
      if (chunk.some(isLast)) return parts
    }
  })

/** effect/ai opens a span for the whole stream, beside the two steps that share it: its time would count twice. */
const unmeasured = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withTracerEnabled(effect, false)

const answerOf = (parts: readonly Part[]): ModelAnswer => ({
  parts,
  text: parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join(""),
  toolCalls: parts.flatMap((part) =>
    part.type === "tool-call" ? [{ id: part.id, name: part.name, params: part.params }] : []
  )
})

const annotateUsage = (
  model: string,
  parts: readonly Part[],
  generationMs: number
): Effect.Effect<void> => {
  const finish = parts.find((part) => part.type === "finish")
  if (finish === undefined) return Effect.void
  const input = finish.usage.inputTokens.total
  const output = finish.usage.outputTokens.total
  const cost = costUsd(model, finish.usage)
  return Lap.annotate({
    "gen_ai.response.finish_reasons": [finish.reason],
    ...(input === undefined ? {} : { "gen_ai.usage.input_tokens": input }),
    ...(output === undefined ? {} : { "gen_ai.usage.output_tokens": output }),
    ...(cost === undefined ? {} : { "lapline.cost_usd": cost }),
    ...(output === undefined || generationMs <= 0
      ? {}
      : { "lapline.tokens_per_second": Math.round((output * 1000) / generationMs) })
  })
}
