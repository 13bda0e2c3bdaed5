/** The agent's command line. */
import { Effect } from "effect"
import { chatCommand } from "./chat/command.ts"
import { EXIT_USAGE, runMain } from "./process.ts"
import { conversationsCommand } from "./runner/command.ts"

const COMMANDS = { chat: chatCommand, conversations: conversationsCommand }

const [command = "", ...argv] = process.argv.slice(2)

runMain(
  Object.hasOwn(COMMANDS, command)
    ? COMMANDS[command as keyof typeof COMMANDS](argv)
    : Effect.sync(() => {
        process.stderr.write(`usage: agent/main.ts ${Object.keys(COMMANDS).join(" | ")} …\n`)
        return EXIT_USAGE
      })
)
