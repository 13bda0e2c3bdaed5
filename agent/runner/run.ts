/** Runs conversations against the agent and checks how each of them ended. */
import { Duration, Effect } from "effect"
import type { SqlError } from "effect/sql"
import { resetOrder } from "../database/reset.ts"
import type { Agent, AgentServices } from "../startup.ts"
import { openSession, type Session } from "../turn/session.ts"
import type { TurnResult } from "../turn/turn.ts"
import type { Conversation } from "./conversation.ts"
import { observe } from "./observe.ts"
import { makeOrderLocks } from "./order-locks.ts"
import type { Place, Report } from "./progress.ts"
import { differences } from "./verify.ts"

/** A conversation in one wording. */
export interface Script {
  readonly conversation: Conversation
  readonly turns: readonly string[]
  readonly paraphrase?: number
}

export interface RunOptions {
  readonly agent: Agent
  readonly scripts: readonly Script[]
  readonly runs: number
  readonly report: Report
  /** How many conversations run at once; one unless given. Those about the same order still wait for each other. */
  readonly parallel?: number
  /** Serves the first conversation; every other gets a new one. */
  readonly firstSession?: Session
}

/** The conversation's own words, and its paraphrases when they are wanted. */
export const scriptsOf = (
  conversations: readonly Conversation[],
  { paraphrases }: { readonly paraphrases: boolean }
): Script[] =>
  conversations.flatMap((conversation) => [
    { conversation, turns: conversation.turns },
    ...(paraphrases ? (conversation.paraphrases ?? []) : []).map((turns, at) => ({
      conversation,
      turns,
      paraphrase: at + 1
    }))
  ])

/** Runs every script `runs` times, round by round, `parallel` at once; answers the number of runs that did not end as expected. */
export const runScripts = (options: RunOptions): Effect.Effect<number, SqlError.SqlError> =>
  Effect.gen(function* () {
    const { agent, scripts, runs, report, parallel = 1, firstSession } = options
    report({
      event: "start",
      conversations: scripts.map(({ conversation }) => conversation.name),
      runs
    })
    const locked = makeOrderLocks()
    const jobs = Array.from({ length: runs }, (_, at) =>
      scripts.map((script) => ({ script, run: at + 1 }))
    ).flat()
    const results = yield* Effect.forEach(
      jobs,
      ({ script, run }, at) =>
        Effect.gen(function* () {
          const session = at === 0 && firstSession !== undefined ? firstSession : yield* openSession
          const running = runScript({ agent, session, script, run, report })
          return yield* locked(script.conversation)(running)
        }),
      { concurrency: parallel }
    )
    return results.filter((ok) => !ok).length
  })

interface ScriptRun extends Pick<RunOptions, "agent" | "report"> {
  readonly session: Session
  readonly script: Script
  readonly run: number
}

const runScript = ({ agent, session, script, run, report }: ScriptRun) =>
  Effect.gen(function* () {
    const { conversation, turns, paraphrase } = script
    const place: Place = {
      name: conversation.name,
      run,
      ...(paraphrase === undefined ? {} : { paraphrase })
    }
    yield* behindTheScenes(agent, Effect.forEach(conversation.reset, resetOrder))
    report({ event: "conversation-start", ...place })
    const results: TurnResult[] = []
    let durationMs = 0
    for (const message of turns) {
      const [took, result] = yield* Effect.timed(agent.turn(session, message))
      const turnMs = toMicroseconds(Duration.toMillis(took))
      durationMs += turnMs
      results.push(result)
      report({ event: "turn", ...place, turn: results.length, durationMs: turnMs })
    }
    const observed = yield* behindTheScenes(
      agent,
      observe(session.id, conversation.expect.order?.number)
    )
    const failures = differences(conversation.expect, results, observed)
    const ok = failures.length === 0
    report({
      event: "conversation-end",
      ...place,
      ok,
      durationMs: toMicroseconds(durationMs),
      failures
    })
    return ok
  })

/** More digits than a clock has would only be noise in the output. */
const toMicroseconds = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000

/** What the runner itself asks of the database is not the agent's work, and is not recorded. */
const behindTheScenes = <A, E>(
  { services }: Agent,
  effect: Effect.Effect<A, E, AgentServices>
): Effect.Effect<A, E> => Effect.withTracerEnabled(Effect.provideContext(effect, services), false)
