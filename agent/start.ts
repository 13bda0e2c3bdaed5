/** `npm start`: runs every sample conversation several times, then shows where the time went. */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import path from "node:path"
import { parseArgs } from "node:util"
import { EXIT_USAGE, runMain } from "./process.ts"
import { progressFor, runSamples } from "./runner/command.ts"
import { loadConversations } from "./runner/conversation.ts"
import { scriptsOf } from "./runner/run.ts"

const USAGE = `usage: npm start -- [--rounds N]

Runs the sample conversations N times (5), then prints the report of that run.
`

const program = Effect.gen(function* () {
  const rounds = roundsFrom(process.argv.slice(2))
  if (rounds === undefined) {
    process.stderr.write(USAGE)
    return EXIT_USAGE
  }
  const conversations = yield* loadConversations()
  process.stdout.write(
    `The return agent has ${conversations.length} sample conversations; each runs ${rounds} times.\n`
  )
  const scripts = scriptsOf(conversations, { paraphrases: false })
  const show = progressFor(process.stderr.isTTY ? "tty" : "plain")
  const run = yield* runSamples({ scripts, runs: rounds, flags: {} }, show)
  const count = scripts.length * rounds
  process.stdout.write(
    `${count} conversations, ${run.ok ? "all ended as expected" : "some did not end as expected"}.\n\n`
  )
  if (run.logFile === undefined) {
    process.stdout.write("Nothing was recorded: LAPLINE_DISABLED or OTEL_SDK_DISABLED is set.\n")
    return run.ok ? 0 : 1
  }
  const reported = yield* report(run.logFile)
  process.stdout.write(whatNext(run.logFile))
  return run.ok ? reported : 1
})

const roundsFrom = (argv: readonly string[]): number | undefined => {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { rounds: { type: "string", default: "5" } }
    })
    const rounds = Number(values.rounds)
    return Number.isSafeInteger(rounds) && rounds > 0 ? rounds : undefined
  } catch {
    // Any mistake is answered by the usage text.
    return undefined
  }
}

/** `lapline report` on the log, as its own process on our terminal; answers its exit code. */
const report = (logFile: string): Effect.Effect<number> =>
  Effect.callback((resume) => {
    const child = spawn(process.execPath, [laplineCommand(), "report", logFile], {
      stdio: "inherit"
    })
    child.once("error", (error) => resume(Effect.die(error)))
    child.once("exit", (code) => resume(Effect.succeed(code ?? 1)))
    return Effect.sync(() => child.kill())
  })

/** The file behind the package's `lapline` command. */
const laplineCommand = (): string => {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve("lapline/package.json")
  const { bin } = require(manifest) as { readonly bin: { readonly lapline: string } }
  return path.join(path.dirname(manifest), bin.lapline)
}

/** As short as it can be said from here. */
const shown = (file: string): string => {
  const relative = path.relative(process.cwd(), file)
  return relative.startsWith("..") ? file : relative
}

const whatNext = (logFile: string): string => `
The log of this run is ${shown(logFile)}.
See the times on the lines: open this folder in VS Code with the Lapline extension;
  npm run package   makes the .vsix to install.
Again on the command line:
  npx lapline report             the newest logs
  npx lapline trace slowest      the longest turn, span by span
  npm run conversations -- --list
`

runMain(program)
