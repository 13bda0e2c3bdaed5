/** One run of the sample conversations as real processes, and what is left of it: log, report, output. Shared, because it takes a while. */
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { DatabaseSync } from "node:sqlite"
import path from "node:path"
import { promisify } from "node:util"
import { decodeLine } from "../../sdk/record/decode.ts"
import type { LapRecord } from "../../sdk/record/record.ts"
import { type Finished, type Home, logsOf, makeHome, runProcess } from "./runner/child.ts"
import { REPOSITORY } from "./workshop.ts"

export interface SampleRuns {
  readonly records: readonly LapRecord[]
  /** `lapline report --json` of all logs. */
  readonly report: Readonly<Record<string, unknown>>
  /** All logs as they are. */
  readonly logs: readonly string[]
  readonly processes: readonly Finished[]
}

/** So many that the 99th percentile of a tool that every conversation calls can be told. */
const ROUNDS = "13"

/** In the environment of every process: what must not come out of any of them. */
export const SECRETS = {
  OPENAI_API_KEY: "sk-canary-f00dfeedf00dfeed",
  ANTHROPIC_API_KEY: "sk-ant-canary-deadbeefdead",
  AGENT_MODEL_KEY: "canary-0123456789abcdef"
} as const

let runs: Promise<SampleRuns> | undefined

/** The same run for everybody in this process. */
export const sampleRuns = (): Promise<SampleRuns> => (runs ??= makeRuns())

const makeRuns = async (): Promise<SampleRuns> => {
  const home = makeHome({ ...SECRETS })
  try {
    const samples = await runProcess(home, "conversations", "--runs", ROUNDS)
    assert.equal(samples.code, 0, samples.stderr)
    const processes = [samples, await slowModel(home), await refusingDatabase(home)]
    const logs = logsOf(home).map(({ text }) => text)
    return { records: logs.flatMap(decode), report: await reportOf(home), logs, processes }
  } finally {
    home.remove()
  }
}

/** A model that is slower than its timeout. */
const slowModel = (home: Home): Promise<Finished> => {
  const environment = {
    ...home.environment,
    AGENT_MODEL_FIRST_TOKEN_MS: "5000",
    AGENT_MODEL_TIMEOUT_MS: "20"
  }
  return runProcess({ ...home, environment }, "conversations", "unknown-order")
}

/** A database that takes no returns: what has begun is rolled back. */
const refusingDatabase = (home: Home): Promise<Finished> => {
  const database = new DatabaseSync(path.join(home.environment["AGENT_DATA"] ?? "", "agent.db"))
  database.exec("CREATE TRIGGER full BEFORE INSERT ON rmas BEGIN SELECT RAISE(ABORT, 'full'); END")
  database.close()
  return runProcess(home, "conversations", "eligible-return")
}

const decode = (text: string): LapRecord[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const decoded = decodeLine(line)
      assert(decoded._tag === "Record", `${decoded._tag}: ${line.slice(0, 300)}`)
      return decoded.record
    })

const reportOf = async ({ environment }: Home): Promise<Readonly<Record<string, unknown>>> => {
  const lapline = path.join(REPOSITORY, "sdk/cli/bin.mjs")
  const args = [lapline, "report", "--json", environment["LAPLINE_DIR"] ?? ""]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 28 })
  const report: unknown = JSON.parse(stdout)
  assert(typeof report === "object" && report !== null)
  return { ...report }
}
