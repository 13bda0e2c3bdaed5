/** The command `conversations`: reads its arguments, runs the samples, says how they ended. */
import { Duration, Effect } from "effect"
import { readConfig } from "../config.ts"
import { Faults } from "../fault/fault.ts"
import { EXIT_USAGE, logFile, recorded } from "../process.ts"
import { startAgent } from "../startup.ts"
import { type ConversationsArguments, readArguments, USAGE } from "./arguments.ts"
import { chooseConversations, type Conversation, loadConversations } from "./conversation.ts"
import {
  placeName,
  type ProgressEvent,
  type ProgressStyle,
  progressTo,
  type Report
} from "./progress.ts"
import { runScripts, type Script, scriptsOf } from "./run.ts"
import { type Throughput, throughputOf, throughputText } from "./throughput.ts"

/** Answers the exit code. */
export const conversationsCommand = (argv: readonly string[]) =>
  Effect.gen(function* () {
    const wanted = readArguments(argv)
    if (typeof wanted === "string") {
      process.stderr.write(`${wanted}\n\n${USAGE}`)
      return EXIT_USAGE
    }
    if (wanted.help) {
      process.stdout.write(USAGE)
      return 0
    }
    const conversations = yield* chooseConversations(yield* loadConversations(), wanted.names)
    if (wanted.list) {
      process.stdout.write(listing(conversations, wanted.json))
      return 0
    }
    const events: ProgressEvent[] = []
    const style = wanted.progress ?? (process.stderr.isTTY ? "tty" : "plain")
    const show = progressFor(style)
    const run = yield* runSamples(
      { ...wanted, scripts: scriptsOf(conversations, wanted) },
      (event) => {
        events.push(event)
        show(event)
      }
    )
    if (style !== "json")
      process.stdout.write(wanted.json ? json(run, events) : summary(run, events))
    return run.ok ? 0 : 1
  })

export interface SampleRun {
  readonly ok: boolean
  /** Undefined when recording is switched off. */
  readonly logFile: string | undefined
  readonly throughput: Throughput
}

/** Starts the agent, runs the scripts and stops the agent; the log is complete when this ends. */
export const runSamples = (
  options: Pick<ConversationsArguments, "runs" | "flags"> & {
    readonly scripts: readonly Script[]
    readonly parallel?: number
  },
  report: Report
) =>
  Effect.gen(function* () {
    const { scripts, runs, flags, parallel = 1 } = options
    const config = yield* readConfig(flags)
    const names = new Set(scripts.map(({ conversation }) => conversation.name))
    const turnsMs: number[] = []
    const reportAndCount: Report = (event) => {
      if (event.event === "turn") turnsMs.push(event.durationMs)
      report(event)
    }
    const [took, failed] = yield* startAgent(config).pipe(
      Effect.flatMap((agent) => {
        const firstSession = agent.session
        const all = { agent, firstSession, scripts, runs, parallel, report: reportAndCount }
        // Start-up is no part of what a message waits for.
        return Effect.timed(runScripts(all))
      }),
      Effect.scoped,
      Effect.provideService(Faults, config.faults),
      recorded(config, names.size === 1 ? [...names][0] : undefined)
    )
    const throughput = throughputOf(turnsMs, Duration.toMillis(took))
    const run: SampleRun = { ok: failed === 0, logFile: logFile(), throughput }
    report({ event: "end", ok: run.ok, logFile: run.logFile ?? null })
    return run
  })

export const progressFor = (style: ProgressStyle): Report =>
  progressTo({
    style,
    stdout: process.stdout,
    stderr: process.stderr,
    columns: process.stderr.columns ?? 80
  })

const listing = (conversations: readonly Conversation[], asJson: boolean): string => {
  if (asJson) {
    const rows = conversations.map(({ name, title, description }) => ({ name, title, description }))
    return `${JSON.stringify(rows, null, 2)}\n`
  }
  const width = Math.max(...conversations.map(({ name }) => name.length))
  return conversations.map(({ name, title }) => `${name.padEnd(width)}  ${title}\n`).join("")
}

const ended = (events: readonly ProgressEvent[]) =>
  events.filter((event) => event.event === "conversation-end")

const json = (run: SampleRun, events: readonly ProgressEvent[]): string => {
  const answer = {
    ok: run.ok,
    logFile: run.logFile ?? null,
    throughput: run.throughput,
    runs: ended(events)
  }
  return `${JSON.stringify(answer, null, 2)}\n`
}

const summary = (run: SampleRun, events: readonly ProgressEvent[]): string => {
  const runs = ended(events)
  const failed = runs.filter(({ ok }) => !ok)
  const log = run.logFile === undefined ? "Nothing was recorded." : `Log: ${run.logFile}`
  const end =
    failed.length === 0
      ? "all ended as expected"
      : `${failed.length} did not end as expected: ${[...new Set(failed.map(placeName))].join(", ")}`
  const count = runs.length === 1 ? "1 conversation" : `${runs.length} conversations`
  return `${count}, ${end}.\n${throughputText(run.throughput)}\n${log}\n`
}
