/** Faults that can be switched on: each a real cause of lost time, there to see Lapline find it. */
import { Config, Context, Effect, Schema } from "effect"

/** What each makes the agent do. */
export const FAULTS = {
  "n-plus-one": "passages are read one query each",
  "slow-query": "the query for policies joins tables without a condition",
  "repeat-tool": "the model forgets a look-up's first answer and asks again",
  "serial-tools": "tool calls and retrievals that could overlap wait for each other",
  retry: "the model's provider refuses every third call once, with status 429",
  "context-growth": "every prompt of a turn holds the instructions once more",
  "slow-startup": "every start indexes and embeds the documents anew",
  "pool-starve": "a job in the background keeps taking all readers of the database",
  leak: "a cache without an end keeps something of every prompt"
} as const

export type Fault = keyof typeof FAULTS

/** None unless switched on. */
export const Faults = Context.Reference<ReadonlySet<Fault>>("return-agent/Faults", {
  defaultValue: () => new Set()
})

export const hasFault = (fault: Fault): Effect.Effect<boolean> =>
  Effect.map(Faults, (faults) => faults.has(fault))

const isFault = (name: string): name is Fault => Object.hasOwn(FAULTS, name)

const namesIn = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")

/** Names with commas between them. */
export const faultSetting: Config.Config<ReadonlySet<Fault>> = Config.schema(
  Schema.String.check(
    Schema.makeFilter((text: string) => namesIn(text).every(isFault), {
      expected: `faults of ${Object.keys(FAULTS).join(", ")}`
    })
  ),
  "AGENT_FAULT"
).pipe(
  Config.map((text): ReadonlySet<Fault> => new Set(namesIn(text).filter(isFault))),
  Config.withDefault(new Set<Fault>())
)
