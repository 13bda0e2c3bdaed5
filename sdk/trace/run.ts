/** One run of a program: which file its lines go to, what its header says, and the recorder that writes them. */

import { randomBytes } from "node:crypto"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { isMainThread, threadId } from "node:worker_threads"
import { Exit } from "effect"
import { LOSS_KEYS } from "../record/keys.ts"
import { nowMs } from "./clock.ts"
import { contentFromEnvironment } from "./content.ts"
import { EXPORT_MS, watchExit } from "./exit-hooks.ts"
import { makeFates } from "./fate.ts"
import { readGit } from "./git.ts"
import { headerLine } from "./header.ts"
import { makeLogWriter } from "./log-writer.ts"
import { Recorder } from "./recorder.ts"
import { startResourceLines } from "./resource-lines.ts"
import { makeSampler } from "./sampling.ts"
import { type RunOptions, settingsOf } from "./settings.ts"
import { makeSink } from "./sink.ts"
import { makeTee } from "./tee.ts"

export type { RunOptions } from "./settings.ts"

export interface Run {
  readonly recorder: Recorder
  /** The log. */
  readonly path: string
  /** Writes the lines so far; resolves when exporters have sent theirs or given up. */
  readonly flush: () => Promise<void>
  /** Writes what is left, spans that are still open as interrupted, before it returns; where there are exporters, a promise as `flush` gives one. */
  readonly stop: () => Promise<void> | undefined
}

/** Does not throw for want of a file: the log then stays empty, and says so once. */
export const startRun = (options: RunOptions): Run => {
  const warn = (message: string): void => process.emitWarning(message, "LaplineWarning")
  const settings = settingsOf(options, process.env, warn)
  const { folder, root, rotation, serviceName } = settings
  const slug = serviceName.replaceAll(/[^\w.-]/g, "_").slice(0, 64)
  const path = settings.file ?? join(folder, logName(folder, slug, new Date()))
  const sampler = makeSampler(settings.sampling)
  const runId = randomBytes(8).toString("hex")
  const content = contentFromEnvironment(process.env)
  const header = {
    runId,
    serviceName,
    serviceVersion: settings.serviceVersion,
    git: readGit(root),
    root,
    start: options.start ?? (hasEarlierRun(folder, slug) ? "warm" : "cold"),
    conversation: options.conversation,
    sampling: sampler?.sampling,
    content
  }
  const makeHeader = (): string => headerLine(header, Date.now())
  const writer = makeLogWriter({ path, header: makeHeader, warn, nowMs, rotation })
  const tee = makeTee({ exporters: options.exporters ?? [], warn })
  tee?.take(Buffer.from(makeHeader()))
  const sink = makeSink(writer, tee)
  const fates = sampler === undefined ? undefined : makeFates(sampler, sink)
  const resources = startResourceLines({
    runId,
    sink,
    isPeriodic: settings.hasResources,
    losses: () => {
      const sampledOut = fates?.sampledOut()
      return {
        [LOSS_KEYS.droppedLines]: writer.dropped(),
        [LOSS_KEYS.unexportedLines]: tee?.lost() ?? 0,
        [LOSS_KEYS.sampledOutTraces]: sampledOut?.traces ?? 0,
        [LOSS_KEYS.sampledOutLines]: sampledOut?.lines ?? 0
      }
    }
  })
  const recorder = new Recorder({ runId, root, sink, content, resources, fates })
  const forget = watchExit({ recorder, tee })
  return {
    recorder,
    path,
    flush: async () => {
      sink.flush()
      await tee?.flush(EXPORT_MS)
    },
    stop: () => {
      forget()
      recorder.interruptOpen(Exit.interrupt())
      resources.stop()
      resources.writeLosses()
      sink.close()
      return tee?.close(EXPORT_MS)
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
