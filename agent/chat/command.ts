/** The command `chat`: the agent in the terminal. */
import { Effect } from "effect"
import { parseArgs } from "node:util"
import { type AgentFlags, readConfig } from "../config.ts"
import { Faults } from "../fault/fault.ts"
import { EXIT_USAGE, logFile, recorded } from "../process.ts"
import { startAgent } from "../startup.ts"
import { chat } from "./chat.ts"
import { followOwnLog } from "./own-log.ts"
import { openScreen } from "./screen.ts"

const USAGE = `usage: chat [options]

Talks with the return agent; /help says what can be typed. Reads a pipe as well, a message a line.

  --data DIR         folder of database, mail and labels (.lapline/agent)
  --database FILE    the SQLite file (agent.db in that folder)
  --model NAME       the language model: rules, openai, anthropic or replay
  --record FILE      write down what the model answers, into a new file; it holds what was said
  --replay FILE      answer from such a recording (--model replay)
  --fault NAMES      causes of lost time to switch on, with commas between them; README.md lists them
  --help             this text

Exit codes: 0 ended, 2 usage or unreadable input, 70 a bug, 130 stopped by Ctrl-C.
`

/** Answers the exit code. */
export const chatCommand = (argv: readonly string[]) =>
  Effect.gen(function* () {
    const wanted = readFlags(argv)
    if (wanted.problem !== undefined) {
      process.stderr.write(`${wanted.problem}\n\n${USAGE}`)
      return EXIT_USAGE
    }
    if (wanted.help) {
      process.stdout.write(USAGE)
      return 0
    }
    const config = yield* readConfig(wanted.flags)
    yield* startAgent(config).pipe(
      Effect.flatMap((agent) =>
        Effect.gen(function* () {
          const screen = yield* openScreen({ onInterrupt: raiseInterrupt })
          if (process.stdin.isTTY)
            yield* screen.show("The return agent. /help says what can be typed.")
          yield* chat({ agent, screen, newRecords: followOwnLog() })
        })
      ),
      Effect.scoped,
      Effect.provideService(Faults, config.faults),
      recorded(config),
      Effect.ensuring(sayWhereTheLogIs)
    )
    return 0
  })

/** As if the terminal had done it: the process knows what to do with the signal. */
const raiseInterrupt = (): void => {
  process.kill(process.pid, "SIGINT")
}

const sayWhereTheLogIs = Effect.sync(() => {
  const file = logFile()
  if (file !== undefined && process.stderr.isTTY) process.stderr.write(`\nLog: ${file}\n`)
})

type Wanted =
  | { readonly problem: string }
  | { readonly problem?: undefined; readonly help: boolean; readonly flags: AgentFlags }

const readFlags = (argv: readonly string[]): Wanted => {
  try {
    const { values } = parseArgs({ args: [...argv], options: OPTIONS })
    const { help, data, database, fault, record, replay } = values
    const model = values.model ?? (replay === undefined ? undefined : "replay")
    return { help, flags: { data, database, fault, model, record, replay } }
  } catch (error) {
    // parseArgs names the option and what is wrong with it.
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

const OPTIONS = {
  help: { type: "boolean", short: "h", default: false },
  data: { type: "string" },
  database: { type: "string" },
  fault: { type: "string" },
  model: { type: "string" },
  record: { type: "string" },
  replay: { type: "string" }
} as const
