/** `--completions`: scripts that complete commands, flags, their values and paths in a shell. */

import { Effect, Option } from "effect"
import { Completions, GlobalFlag } from "effect/cli"
import { Output } from "./output.ts"

/** Effect's own flag, with what a script of ours knows besides. */
export const completionsFlag = (output: typeof Output.Service): typeof GlobalFlag.Completions => ({
  ...GlobalFlag.Completions,
  run: (shell, { command }) => {
    if (Option.isNone(shell)) return Effect.void
    const described = enriched(Completions.fromCommand(command))
    return output.answer(`${Completions.generate(command.name, shell.value, described)}\n`)
  }
})

/** To Effect a path that is taken as typed is plain text, and `--help` belongs to no command. */
const enriched = (command: Completions.CommandDescriptor): Completions.CommandDescriptor => ({
  ...command,
  flags: [...command.flags, HELP],
  arguments: command.arguments.map((argument) => ({
    ...argument,
    type: ARGUMENTS[argument.name] ?? argument.type
  })),
  subcommands: command.subcommands.map(enriched)
})

const ARGUMENTS: Readonly<Record<string, Completions.ArgumentType>> = {
  PATH: { _tag: "Path", pathType: "either" },
  ID: { _tag: "Choice", values: ["slowest"] }
}

const HELP: Completions.FlagDescriptor = {
  name: "help",
  aliases: [],
  description: "Show help information",
  type: { _tag: "Boolean" },
  negation: false
}
