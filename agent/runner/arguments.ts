/** The command line of `conversations`: arguments to what is wanted, or to what is wrong with them. */
import { parseArgs } from "node:util"
import type { AgentFlags } from "../config.ts"
import { PROGRESS_STYLES, type ProgressStyle } from "./progress.ts"

export interface ConversationsArguments {
  /** None: all of them. */
  readonly names: readonly string[]
  readonly runs: number
  /** How many conversations run at once. */
  readonly parallel: number
  readonly list: boolean
  readonly json: boolean
  /** Undefined: as suits the terminal. */
  readonly progress: ProgressStyle | undefined
  readonly paraphrases: boolean
  readonly help: boolean
  readonly flags: AgentFlags
}

export const USAGE = `usage: conversations [NAME…] [options]

Runs sample conversations with the return agent and checks how each of them ends.

  NAME               which; all when none is given
  --runs N           how often each is run (1)
  --parallel K       how many run at once (1)
  --paraphrases      run the paraphrases of each as well
  --list             only say which there are
  --json             with --list: as JSON; else the result as JSON on standard output
  --progress STYLE   tty, plain or json (one JSON object a line on standard output)
  --data DIR         folder of database, mail and labels (.lapline/agent)
  --database FILE    the SQLite file (agent.db in that folder)
  --model NAME       the language model: rules, openai, anthropic or replay
  --record FILE      write down what the model answers, into a new file; it holds what was said
  --replay FILE      answer from such a recording (--model replay)
  --fault NAMES      causes of lost time to switch on, with commas between them; README.md lists them
  --help             this text

Exit codes: 0 all ended as expected, 1 some did not, 2 usage or unreadable input, 70 a bug, 130 stopped by Ctrl-C.
`

/** The arguments, or a sentence that says what is wrong. */
export const readArguments = (argv: readonly string[]): ConversationsArguments | string => {
  const parsed = parse(argv)
  if (typeof parsed === "string") return parsed
  const { values, positionals } = parsed
  const runs = Number(values.runs)
  const parallel = Number(values.parallel)
  if (!isCount(runs)) return `--runs needs a whole number from 1 on, not ${values.runs}`
  if (!isCount(parallel)) return `--parallel needs a whole number from 1 on, not ${values.parallel}`
  const progress = PROGRESS_STYLES.find((style) => style === values.progress)
  if (values.progress !== undefined && progress === undefined) {
    return `--progress is one of ${PROGRESS_STYLES.join(", ")}, not ${values.progress}`
  }
  const { list, json, paraphrases, help, data, database, fault, record, replay } = values
  const model = values.model ?? (replay === undefined ? undefined : "replay")
  return {
    names: positionals,
    runs,
    parallel,
    list,
    json,
    progress,
    paraphrases,
    help,
    flags: { data, database, fault, model, record, replay }
  }
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    // parseArgs names the option and what is wrong with it.
    return error instanceof Error ? error.message : String(error)
  }
}

const OPTIONS = {
  runs: { type: "string", default: "1" },
  parallel: { type: "string", default: "1" },
  list: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  progress: { type: "string" },
  paraphrases: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  data: { type: "string" },
  database: { type: "string" },
  fault: { type: "string" },
  model: { type: "string" },
  record: { type: "string" },
  replay: { type: "string" }
} as const
