/** The fault `repeat-tool`: a model that does not see what it has just looked up, and looks it up again. */
import { Prompt } from "effect/ai"
import type { ModelStream } from "../model/model-stream.ts"

/** What can be asked twice without doing anything twice. */
const LOOK_UPS: ReadonlySet<string> = new Set(["GetOrderDetails", "CheckEligibility"])

/** Withholds the newest call and its result from the model where that look-up was made for the first time. */
export const forgetful =
  (stream: ModelStream): ModelStream =>
  (options) =>
    stream({ ...options, prompt: withoutFirstLookUp(options.prompt) })

const withoutFirstLookUp = (prompt: Prompt.Prompt): Prompt.Prompt => {
  const { content } = prompt
  const newest = content.at(-1)?.role === "tool" ? callsOf(content.at(-2)) : []
  const earlier = content.slice(0, -2).flatMap(callsOf)
  const isFirst = newest.length > 0 && newest.every((call) => !earlier.includes(call))
  return isFirst ? Prompt.fromMessages(content.slice(0, -2)) : prompt
}

/** The look-ups of a message, each as text that says which and what for. */
const callsOf = (message: Prompt.Message | undefined): readonly string[] =>
  message?.role !== "assistant"
    ? []
    : message.content.flatMap((part) =>
        part.type === "tool-call" && LOOK_UPS.has(part.name)
          ? [`${part.name} ${JSON.stringify(part.params)}`]
          : []
      )
