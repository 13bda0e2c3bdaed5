/** Findings about prompts and the model's time. */

import { finds, findsNothing } from "./drawn-findings.ts"

const tokens = (...counts: readonly number[]) => ({
  "llm:m": counts.map((count) => ({ "gen_ai.usage.input_tokens": count }))
})

describe("the finding context-growth", () => {
  const CALLS = `
     turn                   [==============================]
       llm:m                 [====]
         llm:m/first_token   [=]
       llm:m                        [=====]
         llm:m/first_token          [==]
       llm:m                               [======]
         llm:m/first_token                 [===]`
  finds(
    "is prompts that double and grow by 500 tokens",
    { drawing: CALLS, attributes: tokens(400, 800, 1200) },
    "context-growth",
    { at: "llm:m", savingMs: 3, says: /from 400 to 1,200 tokens in 3 calls.*: 1,200 tokens more/ }
  )
  findsNothing("is not what tool results add", {
    drawing: CALLS,
    attributes: tokens(400, 600, 790)
  })
  findsNothing("is not a long prompt that grows, but does not double", {
    drawing: CALLS,
    attributes: tokens(2000, 2600, 3900)
  })
  findsNothing("is not a short prompt that doubles", {
    drawing: CALLS,
    attributes: tokens(40, 80, 400)
  })
  findsNothing("is not told without token counts", { drawing: CALLS })
})

describe("the findings first-token and generation", () => {
  const WAITS = `
     turn                   [==============================]
       llm:m                 [============]
         llm:m/first_token   [==========]
         llm:m/generation               [=]
       llm:m                               [=======]
         llm:m/first_token                 [=====]
         llm:m/generation                        [=]`
  finds(
    "are the wait for first words, beyond the fastest of the turn",
    { drawing: WAITS, scale: 100 },
    "first-token",
    { at: "llm:m", savingMs: 500, says: /1\.70 s of a turn of 3\.10 s/ }
  )
  finds(
    "are the time of generating, beyond the rate of the fastest call",
    {
      drawing: `
     turn                   [====================]
       llm:m                 [=========]
         llm:m/first_token   []
         llm:m/generation     [=======]
       llm:m                            [======]
         llm:m/first_token              []
         llm:m/generation                [===]`,
      scale: 150,
      attributes: {
        "llm:m": [{ "gen_ai.usage.output_tokens": 40 }, { "gen_ai.usage.output_tokens": 40 }]
      }
    },
    "generation",
    { at: "llm:m", savingMs: 600, says: /1\.80 s of a turn of 3\.15 s/ }
  )
  findsNothing("are not a turn that waits less than a second", { drawing: WAITS, scale: 40 })
  findsNothing("are not a turn that mostly does other things", {
    drawing: WAITS.replace("==]\n       llm:m     ", `${"=".repeat(32)}]\n       llm:m     `),
    scale: 100
  })
})
