/** Switches Lapline on: the layer that records a program's spans in a log file of its own. */

import { randomBytes } from "node:crypto"
import { basename, join, resolve } from "node:path"
import { Effect, Exit, Layer, Tracer } from "effect"
import { keepWithContent, keepWithoutContent } from "./content.ts"
import { readGit } from "./git.ts"
import { headerLine } from "./header.ts"
import { putText } from "./bytes.ts"
import { realPath } from "./location.ts"
import { Recorder } from "./recorder.ts"
import { makeSink } from "./sink.ts"
import { type LapTracer, makeTracer } from "./tracer.ts"

export { locatedSql as sql } from "./sql.ts"

export interface LaplineOptions {
  readonly service?: { readonly name?: string; readonly version?: string }
  /** Folder of the log files, `.lapline` unless given; LAPLINE_DIR comes first. */
  readonly directory?: string
  /** What recorded paths are relative to; the working directory unless given. */
  readonly root?: string
  /** Name of the sample conversation this process runs. */
  readonly conversation?: string
  readonly enabled?: boolean
}

/**
 * Records every span below it, one JSON line each, in `<directory>/<UTC time>-<service>-<pid>.jsonl`. Empty when switched off by
 * `enabled: false`, LAPLINE_DISABLED=1 or OTEL_SDK_DISABLED=true. Closing its scope writes what is left.
 */
export const layer = (options: LaplineOptions = {}): Layer.Layer<never> =>
  isEnabled(options)
    ? Layer.effect(
        Tracer.Tracer,
        Effect.acquireRelease(
          Effect.sync(() => start(options)),
          (tracer) => Effect.sync(() => stop(tracer["~lapline/Recorder/0.1"]))
        )
      )
    : Layer.empty

const isEnabled = (options: LaplineOptions): boolean =>
  options.enabled !== false &&
  process.env["LAPLINE_DISABLED"] !== "1" &&
  process.env["OTEL_SDK_DISABLED"]?.toLowerCase() !== "true"

const start = (options: LaplineOptions): LapTracer => {
  const root = realPath(resolve(options.root ?? process.cwd()))
  const directory = resolve(
    process.env["LAPLINE_DIR"] ?? options.directory ?? join(root, ".lapline")
  )
  const serviceName = options.service?.name ?? basename(process.argv[1] ?? "node")
  const runId = randomBytes(8).toString("hex")
  const sink = makeSink(join(directory, logName(serviceName, new Date())))
  const captured = process.env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] === "true"
  const recorder = new Recorder({
    runId,
    root,
    sink,
    keepAttribute: captured ? keepWithContent : keepWithoutContent
  })
  const header = {
    runId,
    serviceName,
    serviceVersion: options.service?.version,
    git: readGit(root),
    root,
    start: "cold" as const,
    conversation: options.conversation
  }
  sink.length = putText(sink.bytes, 0, headerLine(header, Date.now()))
  sink.flush()
  return makeTracer(recorder)
}

const stop = (recorder: Recorder): void => {
  recorder.interruptOpen(Exit.interrupt())
  recorder.sink.close()
}

/** `20251214T120000-returns-4711.jsonl`; what a file name cannot hold becomes `_`. */
const logName = (service: string, now: Date): string => {
  const time = now.toISOString().replaceAll(/[-:]|\..*/g, "")
  return `${time}-${service.replaceAll(/[^\w.-]/g, "_").slice(0, 64)}-${process.pid}.jsonl`
}
