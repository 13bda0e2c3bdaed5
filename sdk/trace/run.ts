/** One run of a program: which file its lines go to, what its header says, and the recorder that writes them. */

import { randomBytes } from "node:crypto"
import { readdirSync } from "node:fs"
import { join, parse, resolve } from "node:path"
import { isMainThread, threadId } from "node:worker_threads"
import { Exit } from "effect"
import type { MakeExporter } from "../record/exporter.ts"
import { nowMs } from "./clock.ts"
import { contentFromEnvironment } from "./content.ts"
import { EXPORT_MS, watchExit } from "./exit-hooks.ts"
import { readGit } from "./git.ts"
import { headerLine } from "./header.ts"
import { realPath } from "./location.ts"
import { makeLogWriter } from "./log-writer.ts"
import { Recorder } from "./recorder.ts"
import { startResourceLines } from "./resource-lines.ts"
import { makeSink } from "./sink.ts"
import { makeTee } from "./tee.ts"

export interface RunOptions {
  /** The name comes from OTEL_SERVICE_NAME first, and is the script's where nobody gives one. */
  readonly service?: { readonly name?: string; readonly version?: string } | undefined
  /** Folder of the log files, `.lapline` in the root unless given; LAPLINE_DIR comes first. */
  readonly directory?: string | undefined
  /** What recorded paths are relative to; the working directory unless given. */
  readonly root?: string | undefined
  /** Name of the sample conversation this process runs. */
  readonly conversation?: string | undefined
  /** `cold` when the process has to create its data first. Unless given: cold for the first log of the service in the folder. */
  readonly start?: "cold" | "warm" | undefined
  /** False: no resource lines. */
  readonly resources?: boolean | undefined
  /** What gets every record besides the log. */
  readonly exporters?: readonly MakeExporter[] | undefined
}

export interface Run {
  readonly recorder: Recorder
  /** The log. */
  readonly path: () => string
  /** Writes the lines so far; resolves when exporters have sent theirs or given up. */
  readonly flush: () => Promise<void>
  /** Writes what is left, spans that are still open as interrupted, before it returns; where there are exporters, a promise as `flush` gives one. */
  readonly stop: () => Promise<void> | undefined
}

/** Does not throw for want of a file: the log then stays empty, and says so once. */
export const startRun = (options: RunOptions): Run => {
  const root = realPath(resolve(options.root ?? process.cwd()))
  const { env } = process
  const folder = resolve(env["LAPLINE_DIR"] || options.directory || join(root, ".lapline"))
  const serviceName = env["OTEL_SERVICE_NAME"] || options.service?.name || scriptName()
  const slug = serviceName.replaceAll(/[^\w.-]/g, "_").slice(0, 64)
  const header = {
    runId: randomBytes(8).toString("hex"),
    serviceName,
    serviceVersion: options.service?.version,
    git: readGit(root),
    root,
    start: options.start ?? (hasEarlierRun(folder, slug) ? "warm" : "cold"),
    conversation: options.conversation
  }
  const warn = (message: string): void => process.emitWarning(message, "LaplineWarning")
  const path = join(folder, logName(folder, slug, new Date()))
  const writer = makeLogWriter({
    path,
    header: () => headerLine(header, Date.now()),
    warn,
    nowMs
  })
  const tee = makeTee({ exporters: options.exporters ?? [], warn })
  tee?.take(Buffer.from(headerLine(header, Date.now())))
  const sink = makeSink(writer, tee)
  const content = contentFromEnvironment(env)
  const { runId } = header
  const resources = options.resources === false ? undefined : startResourceLines({ runId, sink })
  const recorder = new Recorder({ runId, root, sink, content, resources })
  const forget = watchExit({ recorder, tee })
  return {
    recorder,
    path: () => path,
    flush: async () => {
      sink.flush()
      await tee?.flush(EXPORT_MS)
    },
    stop: () => {
      forget()
      resources?.stop()
      recorder.interruptOpen(Exit.interrupt())
      sink.close()
      return tee?.close(EXPORT_MS)
    }
  }
}

const scriptName = (): string => parse(process.argv[1] ?? "node").name

/** `20251214T120000-returns-4711.jsonl`: one file a run, so a second run of this process in this second takes the next name. */
const logName = (folder: string, slug: string, now: Date): string => {
  const time = now.toISOString().replaceAll(/[-:]|\..*/g, "")
  const thread = isMainThread ? "" : `-t${threadId}`
  const base = `${time}-${slug}-${process.pid}${thread}`
  const taken = new Set(namesIn(folder))
  let name = `${base}.jsonl`
  for (let count = 2; taken.has(name); count++) name = `${base}-${count}.jsonl`
  return name
}

/** Whether this service has left a log here before. */
const hasEarlierRun = (folder: string, slug: string): boolean =>
  namesIn(folder).some((name) => name.slice(15).startsWith(`-${slug}-`))

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
