/** The `lapline` command: wires arguments, streams and exit code. */

import { NodeServices } from "@effect/platform-node"
import { Cause, Effect, Layer } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag, TerminalCapabilities } from "effect/cli"
import manifest from "../package.json" with { type: "json" }
import { printable } from "../analyze/printable.ts"
import { EXIT, type ExitCode } from "./cli-problem.ts"
import { completionsFlag } from "./completions.ts"
import { exportCommand } from "./export-command.ts"
import { toHelpText } from "./help-text.ts"
import { Output, processOutput } from "./output.ts"
import { reportCommand } from "./report-command.ts"
import { searchCommand } from "./search-command.ts"
import { tailCommand } from "./tail-command.ts"
import { makeTerminal } from "./terminal.ts"
import { traceCommand } from "./trace-command.ts"

const lapline = Command.make("lapline").pipe(
  Command.withDescription("Lap times on your agent's lines of code, from the logs in .lapline/."),
  Command.withSubcommands([reportCommand, traceCommand, searchCommand, tailCommand, exportCommand]),
  Command.withExamples([
    { command: "lapline report", description: "Which lines spend the time" },
    { command: "lapline trace slowest", description: "The longest turn, span by span" },
    { command: "lapline search 'status=failed'", description: "What went wrong" }
  ])
)

const terminal = (canColor: boolean) =>
  makeTerminal({
    isTty: process.stdout.isTTY,
    columns: process.stdout.columns,
    env: process.env,
    canColor
  })

const output = Layer.effect(
  Output,
  Effect.map(TerminalCapabilities.TerminalCapabilities, ({ canColor }) =>
    processOutput(process, terminal(canColor))
  )
)

/** Help that was asked for is an answer; how a wrong call was wrong is talk. */
const presenter = Layer.effect(
  CliOutput.Presenter,
  Effect.gen(function* () {
    const { answer, talk, terminal } = yield* Output
    return {
      present: (event) => {
        switch (event._tag) {
          case "Help":
            return answer(toHelpText(event.helpDoc, terminal))
          case "Version":
            return answer(`${event.name} ${event.version}\n`)
          case "InvalidInvocation": {
            const messages = event.errors
              .map(({ message }) => `lapline: ${printableLines(message)}\n`)
              .join("")
            return talk(`${messages}  See ${event.commandPath.join(" ")} --help\n`)
          }
        }
      }
    }
  })
)

const config = Layer.effect(
  CliConfig.CliConfig,
  Output.useSync((output) =>
    CliConfig.make({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, completionsFlag(output)] })
  )
)

const printableLines = (text: string): string => text.split("\n").map(printable).join("\n")

const problem = (message: string, hint: string, exitCode: ExitCode = EXIT.usage) =>
  Output.use(({ talk, exitWith }) =>
    Effect.andThen(talk(`lapline: ${message}\n  ${hint}\n`), exitWith(exitCode))
  )

/** `lapline help VERB` is what many type first. */
const words = ([first, ...rest]: readonly string[]): readonly string[] =>
  first === "help" ? [...rest, "--help"] : first === undefined ? [] : [first, ...rest]

const program = Command.runWith(lapline, { version: manifest.version })(
  words(process.argv.slice(2))
).pipe(
  Effect.catchTags({
    CliProblem: ({ message, hint, exitCode }) => problem(message, hint, exitCode),
    ShowHelp: ({ errors }) =>
      Output.use(({ exitWith }) => (errors.length === 0 ? Effect.void : exitWith(EXIT.usage)))
  }),
  Effect.catchCause((cause) =>
    problem(
      `stopped by a fault of its own: ${printableLines(Cause.pretty(cause))}`,
      "Please report it with the command and, where you can, the log."
    )
  ),
  Effect.provide(presenter),
  Effect.provide(config),
  Effect.provide(output),
  Effect.provide(NodeServices.layer)
)

await Effect.runPromise(program)
// What Ctrl-C ended may still wait for input, or for a receiver that is away.
if (process.exitCode === EXIT.interrupted) process.exit()
