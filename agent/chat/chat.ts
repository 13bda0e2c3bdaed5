/** A conversation with a person: their lines are messages or commands, answers come with their times. */
import { Effect, Fiber } from "effect"
import type { TurnLedger } from "lapline/analyze"
import type { LapRecord } from "lapline/record"
import type { Agent } from "../startup.ts"
import { openSession, type Session } from "../turn/session.ts"
import type { TurnResult } from "../turn/turn.ts"
import { breakdownOf, breakdownText } from "./breakdown.ts"
import type { Screen } from "./screen.ts"

export interface ChatOptions {
  readonly agent: Agent
  readonly screen: Screen
  /** What is new in the log since the last call. */
  readonly newRecords: () => readonly LapRecord[]
}

export const HELP = `Write what you would tell the shop, for instance:
  I need to return the hiking boots, order #77893. They're just too small.

/times   show or hide where the time of each answer went
/reset   begin a new conversation
/exit    end; Ctrl-D does so too
/help    this text`

/** Ends at /exit or at the end of the input. Interrupted in a turn, it ends when the turn has. */
export const chat = ({ agent, screen, newRecords }: ChatOptions): Effect.Effect<void> =>
  Effect.gen(function* () {
    let session = agent.session
    let showsTimes = true
    for (;;) {
      const line = (yield* screen.ask)?.trim()
      switch (line) {
        case undefined:
        case "/exit":
          return
        case "":
          continue
        case "/help":
          yield* screen.show(HELP)
          continue
        case "/reset":
          session = yield* openSession
          yield* screen.show("A new conversation.")
          continue
        case "/times":
          showsTimes = !showsTimes
          yield* screen.show(`Times are ${showsTimes ? "shown" : "hidden"}.`)
          continue
      }
      if (line.startsWith("/")) {
        yield* screen.show(`There is no command ${line}; /help lists them.`)
        continue
      }
      const current = session
      const show = ({ answer }: TurnResult) => {
        const times = showsTimes ? timesText(breakdownOf(newRecords(), current.id)) : ""
        return screen.show(`${answer}\n${times}`)
      }
      yield* answerTo(agent, current, line, screen, show)
    }
  })

/**
 * A turn that has begun is finished and shown though the program is interrupted: a return that was opened is then in the
 * conversation log, and its number has been told.
 */
const answerTo = (
  agent: Agent,
  session: Session,
  message: string,
  { busy, show: say }: Screen,
  show: (result: TurnResult) => Effect.Effect<void>
): Effect.Effect<void> =>
  Effect.gen(function* () {
    const turn = yield* Effect.forkDetach(agent.turn(session, message))
    const ended = Fiber.join(turn)
    const result = yield* Effect.onInterrupt(busy(ended), () =>
      say("Ending after this answer; Ctrl-C once more ends at once.").pipe(
        Effect.andThen(ended),
        Effect.flatMap(show)
      )
    )
    yield* show(result)
  })

const timesText = (times: TurnLedger | undefined): string =>
  times === undefined ? "" : `  ${breakdownText(times)}\n`
