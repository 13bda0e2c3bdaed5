/** What a model call costs, where the model's price is known: prices.json, with its date. */
import { Schema } from "effect"
import type { Response } from "effect/ai"
import prices from "./prices.json" with { type: "json" }

const Dollars = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

/** `models` are priced in US dollars per million tokens; a price holds for a name with a date behind it too. */
export const Prices = Schema.Struct({
  date: Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}$/u)),
  source: Schema.NonEmptyString,
  unit: Schema.Literal("US dollars per million tokens"),
  models: Schema.Record(
    Schema.String,
    Schema.Struct({ input: Dollars, cachedInput: Dollars, output: Dollars })
  )
})

const { models } = Schema.decodeUnknownSync(Prices)(prices)

/** In US dollars; undefined when the price or the usage is not known, which is not the same as free. */
export const costUsd = (model: string, usage: Response.FinishPart["usage"]): number | undefined => {
  const name = model.replace(DATED, "")
  const price = Object.hasOwn(models, name) ? models[name] : undefined
  const { total, cacheRead = 0 } = usage.inputTokens
  const output = usage.outputTokens.total
  if (price === undefined || total === undefined || output === undefined) return undefined
  const input = (total - cacheRead) * price.input + cacheRead * price.cachedInput
  return (input + output * price.output) / 1e6
}

/** `gpt-4o-2024-08-06`, `claude-sonnet-4-5-20250929`. */
const DATED = /-(?:\d{4}-\d{2}-\d{2}|\d{8})$/u
