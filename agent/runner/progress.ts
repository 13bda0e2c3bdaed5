/** What is told of a run while it goes on: events, and the three ways to write them. */

/**
 * The lines of `--progress json`, one JSON object a line on standard output, in this order: `start`; for each
 * conversation `conversation-start`, a `turn` per message, `conversation-end`; last `end`. The same
 * conversation comes `runs` times, `run` counting from 1. Conversations that run in parallel tell theirs in
 * between each other; `name`, `run` and `paraphrase` say whose an event is. Readers ignore keys and events they do not know.
 */
export type ProgressEvent =
  | { readonly event: "start"; readonly conversations: readonly string[]; readonly runs: number }
  | ({ readonly event: "conversation-start" } & Place)
  | ({ readonly event: "turn"; readonly turn: number; readonly durationMs: number } & Place)
  | ({
      readonly event: "conversation-end"
      readonly ok: boolean
      readonly durationMs: number
      /** What differed from the expectations, a sentence each. */
      readonly failures: readonly string[]
    } & Place)
  | {
      readonly event: "end"
      readonly ok: boolean
      /** Null when recording is switched off. */
      readonly logFile: string | null
    }

export interface Place {
  readonly name: string
  readonly run: number
  /** Which paraphrase, from 1; absent for the conversation's own words. */
  readonly paraphrase?: number
}

export const PROGRESS_STYLES = ["tty", "plain", "json"] as const
export type ProgressStyle = (typeof PROGRESS_STYLES)[number]

export type Report = (event: ProgressEvent) => void

/** Where text goes. */
export interface Output {
  readonly write: (text: string) => unknown
}

export interface ProgressOptions {
  readonly style: ProgressStyle
  /** Gets the JSON lines. */
  readonly stdout: Output
  /** Gets what is for people. */
  readonly stderr: Output
  /** Width of the terminal, in columns. */
  readonly columns: number
}

export const progressTo = ({ style, stdout, stderr, columns }: ProgressOptions): Report => {
  switch (style) {
    case "json":
      return (event) => stdout.write(`${JSON.stringify(event)}\n`)
    case "plain":
      return (event) => stderr.write(plainText(event))
    case "tty":
      return barTo(stderr, columns)
  }
}

export const placeName = ({ name, paraphrase }: Place): string =>
  paraphrase === undefined ? name : `${name} (paraphrase ${paraphrase})`

const plainText = (event: ProgressEvent): string => {
  if (event.event !== "conversation-end") return ""
  const { ok, run, durationMs, failures } = event
  const lines = [
    `${ok ? "ok    " : "FAILED"} ${placeName(event)}, run ${run}, ${durationMs.toFixed(0)} ms`,
    ...failures.map((failure) => `       ${failure}`)
  ]
  return `${lines.join("\n")}\n`
}

const BAR_COLUMNS = 24

/** One line that is written over; a failure is left standing above it. */
const barTo = (output: Output, columns: number): Report => {
  let total = 0
  let done = 0
  const draw = (label: string) => {
    const filled = total === 0 ? 0 : Math.round((done / total) * BAR_COLUMNS)
    const bar = "█".repeat(filled) + "░".repeat(BAR_COLUMNS - filled)
    output.write(`\r\u001B[K${`${bar} ${done}/${total} ${label}`.slice(0, columns - 1)}`)
  }
  return (event) => {
    switch (event.event) {
      case "start":
        total = event.conversations.length * event.runs
        return draw("")
      case "conversation-start":
        return draw(`${placeName(event)}, run ${event.run}`)
      case "conversation-end":
        done += 1
        if (!event.ok) output.write(`\r\u001B[K${plainText(event)}`)
        return draw(placeName(event))
      case "end":
        output.write("\r\u001B[K")
        return
      case "turn":
        return
    }
  }
}
