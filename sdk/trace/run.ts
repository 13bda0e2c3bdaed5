/** One run of a program: which file its lines go to, what its header says, and the recorder that writes them. */

import { randomBytes } from "node:crypto"
import { readdirSync } from "node:fs"
import { basename, join, resolve } from "node:path"
import { isMainThread, threadId } from "node:worker_threads"
import { Exit } from "effect"
import { nowMs } from "./clock.ts"
import { keepWithContent, keepWithoutContent } from "./content.ts"
import { watchExit } from "./exit-hooks.ts"
import { readGit } from "./git.ts"
import { headerLine } from "./header.ts"
import { realPath } from "./location.ts"
import { Recorder } from "./recorder.ts"
import { makeSink } from "./sink.ts"

export interface RunOptions {
  readonly service?: { readonly name?: string; readonly version?: string } | undefined
  /** Folder of the log files, `.lapline` in the working directory unless given; LAPLINE_DIR comes first. */
  readonly directory?: string | undefined
  /** What recorded paths are relative to; the working directory unless given. */
  readonly root?: string | undefined
  /** Name of the sample conversation this process runs. */
  readonly conversation?: string | undefined
}

export interface Run {
  readonly recorder: Recorder
  /** Writes what is left, spans that are still open as interrupted. */
  readonly stop: () => void
}

/** Does not throw for want of a file: the log then stays empty, and says so once. */
export const startRun = (options: RunOptions): Run => {
  const root = realPath(resolve(options.root ?? process.cwd()))
  const folder = resolve(process.env["LAPLINE_DIR"] ?? options.directory ?? ".lapline")
  const serviceName = options.service?.name ?? basename(process.argv[1] ?? "node")
  const slug = serviceName.replaceAll(/[^\w.-]/g, "_").slice(0, 64)
  const header = {
    runId: randomBytes(8).toString("hex"),
    serviceName,
    serviceVersion: options.service?.version,
    git: readGit(root),
    root,
    start: hasEarlierRun(folder, slug) ? ("warm" as const) : ("cold" as const),
    conversation: options.conversation
  }
  const sink = makeSink({
    path: join(folder, logName(folder, slug, new Date())),
    header: () => headerLine(header, Date.now()),
    warn: (message) => process.emitWarning(message, "LaplineWarning"),
    nowMs
  })
  const capture = process.env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"]
  const recorder = new Recorder({
    runId: header.runId,
    root,
    sink,
    keepAttribute: capture?.toLowerCase() === "true" ? keepWithContent : keepWithoutContent
  })
  const forget = watchExit(recorder)
  return {
    recorder,
    stop: () => {
      forget()
      recorder.interruptOpen(Exit.interrupt())
      sink.close()
    }
  }
}

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
