/** `lapline export`: logs in other people's formats, written or sent. */

import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { printable } from "../analyze/printable.ts"
import { STDIN } from "../read/discover.ts"
import type { LapRecord } from "../record/record.ts"
import { CliProblem, EXIT } from "./cli-problem.ts"
import { forward } from "./export-forward-command.ts"
import type { Remark, Target, Write } from "./export-target.ts"
import { fileWriter, streamWriter, type Writer } from "./export-writer.ts"
import { atLeast, filterFlag, lastFlag, paths, readFilter, switchFlag } from "./flags.ts"
import { read } from "./input.ts"
import { isSpan } from "./span.ts"
import { Output } from "./output.ts"

const FORMATS = ["otlp", "prometheus", "statsd", "perfetto", "csv"] as const
const SIGNALS = ["traces", "metrics", "logs"] as const

const flags = {
  paths,
  to: Flag.Literals("to", FORMATS).pipe(Flag.withDescription("the format")),
  output: Flag.String("output").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("write to a file; standard output unless given"),
    Flag.optional
  ),
  endpoint: Flag.String("endpoint").pipe(
    Flag.withMetavar("ADDRESS"),
    Flag.withDescription(
      "send instead of writing: otlp to a base address such as http://localhost:4318, statsd to HOST:PORT"
    ),
    Flag.optional
  ),
  signals: Flag.String("signals").pipe(
    Flag.withMetavar("LIST"),
    Flag.withDescription("for otlp: some of traces,metrics,logs; traces unless given"),
    Flag.withDefault("traces")
  ),
  openmetrics: switchFlag("openmetrics", "for prometheus: OpenMetrics with exemplars"),
  dogstatsd: switchFlag("dogstatsd", "for statsd: distributions and tags, as Datadog has them"),
  follow: switchFlag("follow", "go on with what is written later, until Ctrl-C"),
  checkpoint: Flag.String("checkpoint").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      "keep in FILE what was exported, and go on from there the next time: for otlp traces and logs, statsd and csv"
    ),
    Flag.optional
  ),
  last: lastFlag,
  filter: filterFlag
}

export const exportCommand = Command.make(
  "export",
  flags,
  Effect.fn(function* (given) {
    const output = yield* Output
    const last = yield* atLeast("last", given.last, 1, "--last 1 for the newest run")
    const filter = yield* readFilter(given.filter)
    const wanted = yield* checked(given)
    if (given.follow || Option.isSome(given.checkpoint)) {
      return yield* forward(given, {
        chooses: (record) => filter === undefined || !isSpan(record) || filter.matches(record),
        makeTarget: (write, isContinued) =>
          makeTarget(wanted, write, { isContinued, isPatient: given.follow })
      })
    }
    const writer = yield* writerFor(given.output, (text) => Effect.runPromise(output.answer(text)))
    const target = yield* targetFor(wanted, writer.write)
    let waiting: LapRecord[] = []
    let broken: CliProblem | undefined
    const attempt = async (run: () => Promise<void>) => {
      if (broken !== undefined) return
      await run().catch((cause: unknown) => {
        broken = unwritten(given.output, cause)
      })
    }
    const pace = () => {
      const records = waiting
      waiting = []
      return attempt(() => target.take(records))
    }
    const reading = read(given.paths, {
      last,
      pace,
      onRecord: (record) => {
        if (filter === undefined || !isSpan(record) || filter.matches(record)) waiting.push(record)
      }
    }).pipe(Effect.tapError(() => Effect.promise(writer.abandon)))
    const input = yield* Effect.raceFirst(reading, Effect.as(output.readerLeft, undefined))
    if (input === undefined) return
    let remarks: readonly Remark[] = []
    yield* Effect.promise(async () => {
      await pace()
      await attempt(async () => {
        remarks = await target.end()
        await writer.end()
      })
    })
    if (broken !== undefined) {
      yield* Effect.promise(writer.abandon)
      return yield* broken
    }
    for (const { text } of remarks) yield* output.talk(`lapline: ${printable(text)}\n`)
    yield* output.warn(input)
    if (remarks.some(({ isLoss }) => isLoss)) yield* output.exitWith(EXIT.usage)
  })
).pipe(
  Command.withShortDescription("Write or send logs in another format"),
  Command.withDescription(
    "Turns logs into OTLP, Prometheus text, StatsD lines, a Perfetto trace or CSV. Written to standard output or a file, and sent " +
      "only where --endpoint says; headers, protocol and compression come from OTEL_EXPORTER_OTLP_*. Keys, tokens, passwords and e-mail " +
      "addresses are taken out of every text."
  ),
  Command.withExamples([
    {
      command: "lapline export --to perfetto --last 1 --output trace.json",
      description: "The newest run, for ui.perfetto.dev"
    },
    { command: "lapline export --to csv > spans.csv", description: "For a spreadsheet" },
    {
      command: "lapline export --to otlp --endpoint http://localhost:4318",
      description: "Into a collector, afterwards"
    },
    {
      command:
        "lapline export --to otlp --endpoint http://localhost:4318 --follow --checkpoint sent",
      description: "Into a collector, all the time; each line once"
    },
    { command: "lapline export --to prometheus | promtool check metrics", description: "Checked" }
  ])
)

interface Wanted {
  readonly to: (typeof FORMATS)[number]
  readonly endpoint: string | undefined
  readonly signals: readonly (typeof SIGNALS)[number][]
  readonly openmetrics: boolean
  readonly dogstatsd: boolean
}

interface Given {
  readonly to: Wanted["to"]
  readonly output: Option.Option<string>
  readonly endpoint: Option.Option<string>
  readonly signals: string
  readonly openmetrics: boolean
  readonly dogstatsd: boolean
  readonly paths: readonly string[]
  readonly follow: boolean
  readonly checkpoint: Option.Option<string>
  readonly last: Option.Option<number>
}

/** Fails where flags do not go together. */
const checked = (given: Given): Effect.Effect<Wanted, CliProblem> => {
  const { to, openmetrics, dogstatsd } = given
  const endpoint = Option.getOrUndefined(given.endpoint)
  const names = given.signals.split(",").map((name) => name.trim())
  const signals = SIGNALS.filter((signal) => names.includes(signal))
  const fail = (message: string, hint: string) => Effect.fail(new CliProblem({ message, hint }))
  if (endpoint !== undefined && to !== "otlp" && to !== "statsd") {
    return fail(`--to ${to} is written, not sent`, "Leave out --endpoint.")
  }
  if (endpoint !== undefined && Option.isSome(given.output)) {
    return fail("--endpoint and --output exclude each other", "Choose one of them.")
  }
  if (signals.length === 0 || signals.length !== names.length) {
    return fail(
      `--signals ${printable(given.signals)}: not a list of signals`,
      `Choose from ${SIGNALS.join(", ")}, with commas between.`
    )
  }
  const isForward = given.follow || Option.isSome(given.checkpoint)
  if (isForward && (to === "prometheus" || to === "perfetto" || signals.includes("metrics"))) {
    const what = to === "otlp" ? "metrics" : `--to ${to}`
    return fail(
      `${what} is of all the logs: it cannot go on where it was`,
      "Leave out --follow and --checkpoint, or export traces, logs, statsd or csv."
    )
  }
  if (isForward && (Option.isSome(given.last) || given.paths.includes(STDIN))) {
    return fail(
      "--follow and --checkpoint go with logs as they lie in a folder",
      "Leave out --last and -; a checkpoint passes over what was exported before."
    )
  }
  return Effect.succeed({ to, endpoint, signals, openmetrics, dogstatsd })
}

const writerFor = (
  file: Option.Option<string>,
  answer: (text: string) => Promise<void>
): Effect.Effect<Writer, CliProblem> =>
  Option.isNone(file)
    ? Effect.succeed(streamWriter(answer))
    : Effect.tryPromise({
        try: () => fileWriter(file.value),
        catch: (cause) => unwritten(file, cause)
      })

const unwritten = (file: Option.Option<string>, cause: unknown): CliProblem =>
  new CliProblem({
    message: printable(`${Option.getOrElse(file, () => "standard output")}: ${reasonOf(cause)}`),
    hint: "Name a file in a folder that you may write to, on a disk with room.",
    cause
  })

const targetFor = (wanted: Wanted, write: Write): Effect.Effect<Target, CliProblem> =>
  Effect.tryPromise({ try: () => makeTarget(wanted, write, {}), catch: unusable })

interface TargetState {
  /** Whether earlier records are in the output already. */
  readonly isContinued?: boolean
  readonly isPatient?: boolean
}

/** The formats are loaded only here: the other commands must start without them. */
const makeTarget = async (
  { dogstatsd, endpoint, openmetrics, signals, to }: Wanted,
  write: Write,
  { isContinued = false, isPatient = false }: TargetState
): Promise<Target> => {
  const targets = await import("./export-target.ts")
  switch (to) {
    case "csv":
      return targets.csvTarget(write, isContinued)
    case "perfetto":
      return targets.perfettoTarget(write)
    case "prometheus":
      return targets.prometheusTarget(write, openmetrics ? "openmetrics" : "prometheus")
    case "otlp":
      return (await import("./export-otlp.ts")).otlpTarget(write, { signals, endpoint, isPatient })
    case "statsd":
      return targets.statsdTarget(write, {
        dialect: dogstatsd ? "dogstatsd" : "statsd",
        server: endpoint === undefined ? undefined : parseServer(endpoint)
      })
  }
}

const unusable = (cause: unknown): CliProblem =>
  new CliProblem({
    message: printable(reasonOf(cause)),
    hint: "See lapline export --help, and docs/exporters.md for the environment.",
    cause
  })

/** `HOST:PORT`, `[V6]:PORT` or `udp://HOST:PORT`. */
const parseServer = (text: string): { readonly host: string; readonly port: number } => {
  const address = text.includes("://") ? text : `udp://${text}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || url.protocol !== "udp:" || url.port === "") {
    throw new TypeError(`--endpoint ${text}: not HOST:PORT`)
  }
  return { host: url.hostname.replaceAll(/^\[|\]$/g, ""), port: Number(url.port) }
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause)
