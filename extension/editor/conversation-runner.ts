/**
 * Runs sample conversations one after the other, at most one command at a time, and keeps how each
 * went last.
 */
import * as vscode from "vscode"
import { formatDuration } from "../protocol/figures.ts"
import { cleanEnvironment, startChild, type ChildRun } from "./child-run.ts"
import { fillCommand, showCommand } from "./conversation-command.ts"
import { readProgress, type Progress } from "./progress-line.ts"
import { addTallies, closeTally, countProgress, emptyTally, type RunTally } from "./run-tally.ts"
import type { Variant } from "./project-file.ts"
import { sampleId, type FoundSample } from "./samples.ts"

export interface ConversationRunner {
  readonly isRunning: () => boolean
  /**
   * Runs the samples in turn; a stop ends the one that runs and leaves out the rest. Refused while
   * one runs.
   */
  readonly run: (request: RunRequest) => Promise<RunOutcome>
  readonly stop: () => void
  readonly stateOf: (found: FoundSample) => SampleState
  readonly onDidChange: vscode.Event<void>
  readonly dispose: () => void
}

export interface RunRequest {
  readonly samples: readonly FoundSample[]
  readonly runs: number
  /** One process for all runs of a sample, or a new one for each; the first by default. */
  readonly start?: "once" | "cold"
  readonly variant?: Variant | undefined
  readonly onProgress: (found: FoundSample, progress: Progress | undefined) => void
  /** What the command writes that is no progress. */
  readonly onOutput?: (line: string) => void
  readonly onEnd?: (found: FoundSample, end: SampleEnd) => void
}

export interface SampleEnd {
  readonly tally: RunTally
  readonly isStopped: boolean
}

export interface RunOutcome {
  readonly tallies: readonly RunTally[]
  readonly isStopped: boolean
}

export type SampleState =
  | { readonly _tag: "NotRun" }
  | { readonly _tag: "Running"; readonly tally: RunTally }
  | { readonly _tag: "Ended"; readonly tally: RunTally; readonly isStopped: boolean }

export const createConversationRunner = (output: vscode.LogOutputChannel): ConversationRunner => {
  const changed = new vscode.EventEmitter<void>()
  const states = new Map<string, SampleState>()
  let child: ChildRun | undefined
  let isStopped = false
  let isRunning = false

  const setRunning = (running: boolean) => {
    isRunning = running
    void vscode.commands.executeCommand("setContext", "lapline.running", running)
    changed.fire()
  }
  const setState = (found: FoundSample, state: SampleState) => {
    states.set(sampleId(found), state)
    changed.fire()
  }
  /** Runs the command once, for `runs` runs after those of `before`. */
  const runCommand = async (
    found: FoundSample,
    request: RunRequest,
    { runs, before }: { readonly runs: number; readonly before: RunTally }
  ): Promise<SampleEnd> => {
    const extra = request.variant?.arguments ?? []
    const argv = fillCommand([...found.command, ...extra], found.sample, runs)
    const cwd = found.folder.uri.fsPath
    const started = before.passed + before.failed
    const commandLine = vscode.l10n.t("runs {0} in {1}", showCommand(argv), cwd)
    output.info(commandLine)
    request.onOutput?.(commandLine)
    let tally = emptyTally
    const startMs = performance.now()
    const onLine = (line: string) => {
      const told = readProgress(line)
      if (told === undefined) {
        output.info(line)
        request.onOutput?.(line)
        return
      }
      const progress = told._tag === "Other" ? told : { ...told, run: told.run + started }
      if (progress._tag === "RunEnded") writeRun(output, progress)
      tally = countProgress(tally, progress)
      setState(found, { _tag: "Running", tally: addTallies([before, tally]) })
      request.onProgress(found, progress)
    }
    child = startChild({ argv, cwd, environment: cleanEnvironment(process.env), onLine })
    const end = await child.ended
    child = undefined
    tally = closeTally(tally, end, { runs, elapsedMs: performance.now() - startMs, exitWords })
    if (tally.failed > 0) output.error(`${found.sample.name}: ${tally.message}`)
    return { tally: addTallies([before, tally]), isStopped: end._tag === "Stopped" }
  }
  const runOne = async (found: FoundSample, request: RunRequest): Promise<RunTally> => {
    const { runs, start, onProgress, onEnd } = request
    const commands = start === "cold" ? Array<number>(runs).fill(1) : [runs]
    let end: SampleEnd = { tally: emptyTally, isStopped: false }
    setState(found, { _tag: "Running", tally: end.tally })
    onProgress(found, undefined)
    for (const count of commands) {
      if (isStopped) break
      end = await runCommand(found, request, { runs: count, before: end.tally })
    }
    setState(found, { _tag: "Ended", ...end, isStopped: end.isStopped || isStopped })
    onEnd?.(found, end)
    return end.tally
  }
  const stop = () => {
    isStopped = true
    child?.stop()
  }

  return {
    isRunning: () => isRunning,
    run: async (request) => {
      if (isRunning) return { tallies: [], isStopped: true }
      isStopped = false
      setRunning(true)
      const tallies: RunTally[] = []
      for (const found of request.samples) {
        if (isStopped) break
        tallies.push(await runOne(found, request))
      }
      setRunning(false)
      return { tallies, isStopped }
    },
    stop,
    stateOf: (found) => states.get(sampleId(found)) ?? { _tag: "NotRun" },
    onDidChange: changed.event,
    dispose: () => {
      stop()
      changed.dispose()
    }
  }
}

const exitWords = (code: number): string => vscode.l10n.t("exit code {0}", code)

const writeRun = (
  output: vscode.LogOutputChannel,
  { run, isOk, durationMs }: Extract<Progress, { _tag: "RunEnded" }>
): void => {
  const took = durationMs === undefined ? "" : ` · ${formatDuration(durationMs)}`
  if (isOk) output.info(`${vscode.l10n.t("run {0} passed", run)}${took}`)
  else output.warn(`${vscode.l10n.t("run {0} failed", run)}${took}`)
}
