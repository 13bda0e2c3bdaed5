/**
 * Runs sample conversations one after the other, at most one command at a time, and keeps how each
 * went last.
 */
import * as vscode from "vscode"
import { formatDuration } from "../../sdk/analyze/format.ts"
import { cleanEnvironment, startChild, type ChildRun } from "./child-run.ts"
import { fillCommand, showCommand } from "./conversation-command.ts"
import { readProgress, type Progress } from "./progress-line.ts"
import { closeTally, countProgress, emptyTally, type RunTally } from "./run-tally.ts"
import type { FoundSample } from "./samples.ts"

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
  readonly onProgress: (found: FoundSample, progress: Progress | undefined) => void
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
    states.set(idOf(found), state)
    changed.fire()
  }
  const runOne = async (found: FoundSample, request: RunRequest): Promise<RunTally> => {
    const { runs, onProgress } = request
    const argv = fillCommand(found.command, found.sample, runs)
    const cwd = found.folder.uri.fsPath
    output.info(vscode.l10n.t("runs {0} in {1}", showCommand(argv), cwd))
    let tally = emptyTally
    setState(found, { _tag: "Running", tally })
    onProgress(found, undefined)
    const startMs = performance.now()
    const onLine = (line: string) => {
      const progress = readProgress(line)
      if (progress === undefined) {
        output.info(line)
        return
      }
      if (progress._tag === "RunEnded") writeRun(output, progress)
      tally = countProgress(tally, progress)
      setState(found, { _tag: "Running", tally })
      onProgress(found, progress)
    }
    child = startChild({ argv, cwd, environment: cleanEnvironment(process.env), onLine })
    const end = await child.ended
    child = undefined
    tally = closeTally(tally, end, { runs, elapsedMs: performance.now() - startMs })
    if (tally.failed > 0) output.error(`${found.sample.name}: ${tally.message}`)
    setState(found, { _tag: "Ended", tally, isStopped: end._tag === "Stopped" })
    return tally
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
    stateOf: (found) => states.get(idOf(found)) ?? { _tag: "NotRun" },
    onDidChange: changed.event,
    dispose: () => {
      stop()
      changed.dispose()
    }
  }
}

const writeRun = (
  output: vscode.LogOutputChannel,
  { run, isOk, durationMs }: Extract<Progress, { _tag: "RunEnded" }>
): void => {
  const took = durationMs === undefined ? "" : ` · ${formatDuration(durationMs)}`
  if (isOk) output.info(`${vscode.l10n.t("run {0} passed", run)}${took}`)
  else output.warn(`${vscode.l10n.t("run {0} failed", run)}${took}`)
}

const idOf = ({ folder, sample }: FoundSample): string => `${folder.uri.toString()}\0${sample.name}`
