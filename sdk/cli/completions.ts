/** `--completions`: scripts that complete commands, flags, their values and paths in a shell. */

import { Effect, Option } from "effect"
import { Completions, GlobalFlag } from "effect/cli"
import { Output } from "./output.ts"

/** Effect's own flag, but that paths are completed (they are taken as typed, and so are plain text to it). */
export const completionsFlag = (output: typeof Output.Service): typeof GlobalFlag.Completions => ({
  ...GlobalFlag.Completions,
  run: (shell, { command }) =>
    Option.isNone(shell)
      ? Effect.void
      : output.answer(
          `${Completions.generate(
            command.name,
            shell.value,
            withPaths(Completions.fromCommand(command))
          )}\n`
        )
})

const withPaths = (command: Completions.CommandDescriptor): Completions.CommandDescriptor => ({
  ...command,
  arguments: command.arguments.map((argument) =>
    argument.name === "PATH"
      ? { ...argument, type: { _tag: "Path", pathType: "either" } }
      : argument
  ),
  subcommands: command.subcommands.map(withPaths)
})
