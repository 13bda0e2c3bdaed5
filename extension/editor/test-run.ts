/** Runs conversations, from wherever they were asked for, and tells the Testing view how each of them went. */
import * as vscode from "vscode"
import { formatDuration } from "../protocol/figures.ts"
import type {
  ConversationRunner,
  RunOutcome,
  RunRequest,
  SampleEnd
} from "./conversation-runner.ts"
import { runsWords } from "./count-words.ts"
import { inert } from "./inert-text.ts"
import type { Progress } from "./progress-line.ts"
import type { Variant } from "./project-file.ts"
import type { FoundSample } from "./samples.ts"

/** Conversations to run, and how. */
export interface RunOrder {
  readonly samples: readonly FoundSample[]
  /** Of each conversation. */
  readonly runs: number
  readonly start?: "once" | "cold"
  /** Name of the project's variant to run. */
  readonly variant?: string
  readonly onProgress?: RunRequest["onProgress"]
}

export interface TestRunOptions {
  readonly controller: vscode.TestController
  readonly runner: ConversationRunner
  readonly request: vscode.TestRunRequest
  readonly token: vscode.CancellationToken
  readonly itemOf: (found: FoundSample) => vscode.TestItem | undefined
  readonly order: RunOrder
}

const MOST_FAILURES = 50
const MOST_CHARACTERS = 2_000

/** Ends early when either the one who ordered it or the Testing view cancels it. */
export const runTests = async (options: TestRunOptions): Promise<RunOutcome> => {
  const { controller, runner, request, token, itemOf, order } = options
  const { samples, runs } = order
  const run = controller.createTestRun(request)
  const items = samples.flatMap((found) => itemOf(found) ?? [])
  const write = (text: string, item?: vscode.TestItem) =>
    run.appendOutput(`${text.replaceAll(/\r?\n/g, "\r\n")}\r\n`, undefined, item)
  const stops = [token, run.token].map((each) => each.onCancellationRequested(() => runner.stop()))
  const outcomes: RunOutcome[] = []
  try {
    if (runner.isRunning()) {
      write(vscode.l10n.t("A conversation is running already. Wait for it, or stop it first."))
      for (const item of items) run.skipped(item)
      return STOPPED
    }
    for (const item of items) run.enqueued(item)
    for (const [variant, some] of groupByVariant(order)) {
      if (outcomes.some(({ isStopped }) => isStopped)) break
      let current: vscode.TestItem | undefined
      let failures: string[] = []
      const outcome = await runner.run({
        samples: some,
        runs,
        ...(order.start === undefined ? {} : { start: order.start }),
        variant,
        onOutput: (line) => write(line, current),
        onProgress: (found, progress) => {
          order.onProgress?.(found, progress)
          current = itemOf(found)
          if (current === undefined) return
          if (progress === undefined) {
            failures = []
            run.started(current)
          }
          if (progress?._tag !== "RunEnded") return
          write(`  ${runWords(progress, runs)}`, current)
          failures.push(...failuresOf(progress, runs))
        },
        onEnd: (found, end) => {
          const item = itemOf(found)
          if (item !== undefined) tell(run, item, { ...end, failures, runs })
        }
      })
      outcomes.push(outcome)
    }
    return joined(outcomes)
  } finally {
    for (const stop of stops) stop.dispose()
    run.end()
  }
}

const STOPPED: RunOutcome = { tallies: [], isStopped: true }

const joined = (outcomes: readonly RunOutcome[]): RunOutcome => ({
  tallies: outcomes.flatMap(({ tallies }) => tallies),
  isStopped: outcomes.some(({ isStopped }) => isStopped)
})

/** Folders may call the same variant by different arguments. */
const groupByVariant = ({ samples, variant }: RunOrder) =>
  Map.groupBy(samples, ({ variants }): Variant | undefined =>
    variants.find(({ name }) => name === variant)
  )

interface Ended extends SampleEnd {
  readonly runs: number
  readonly failures: readonly string[]
}

const tell = (
  run: vscode.TestRun,
  item: vscode.TestItem,
  { tally, isStopped, failures, runs }: Ended
): void => {
  const { passed, failed, durationMs, message } = tally
  if (failed > 0) {
    const told = failures.length > 0 ? failures : [message ?? vscode.l10n.t("failed")]
    const messages = told.slice(0, MOST_FAILURES).map((text) => {
      const shown = new vscode.TestMessage(inert(text, MOST_CHARACTERS))
      if (item.uri !== undefined) shown.location = new vscode.Location(item.uri, START)
      return shown
    })
    run.failed(item, messages, durationMs)
  } else if (isStopped || passed === 0) run.skipped(item)
  else {
    run.passed(item, durationMs)
    const each = formatDuration(durationMs / passed)
    if (runs > 1) {
      run.appendOutput(
        `  ${vscode.l10n.t("{0}, {1} each", runsWords(passed), each)}\r\n`,
        undefined,
        item
      )
    }
  }
}

const START = new vscode.Position(0, 0)

const runWords = (
  { run, isOk, durationMs }: Extract<Progress, { _tag: "RunEnded" }>,
  runs: number
): string => {
  const words = runs === 1 ? "" : `${vscode.l10n.t("run {0} of {1}", run, runs)} `
  const took = durationMs === undefined ? "" : ` · ${formatDuration(durationMs)}`
  return `${isOk ? "✓" : "✗"} ${words}${isOk ? vscode.l10n.t("passed") : vscode.l10n.t("failed")}${took}`
}

/** What differed, with the run it differed in. */
const failuresOf = (
  { run, isOk, failures }: Extract<Progress, { _tag: "RunEnded" }>,
  runs: number
): readonly string[] => {
  if (isOk) return []
  const told = failures.length > 0 ? failures : [vscode.l10n.t("run {0} failed", run)]
  return runs === 1 ? told : told.map((text) => vscode.l10n.t("Run {0}: {1}", run, text))
}
