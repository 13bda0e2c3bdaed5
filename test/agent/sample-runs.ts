/** One run of the sample conversations as real processes, and what is left of it: log, report, output. Shared, because it takes a while. */
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import { DatabaseSync } from "node:sqlite"
import path from "node:path"
import { text } from "node:stream/consumers"
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
  /** Where it all was; a label's address in an answer names it, and so does where the log is. */
  readonly folder: string
  readonly processes: readonly Finished[]
  /** What customers and the agent said, and who the customers are: nothing of it belongs into logs or output. */
  readonly private: Private
}

export interface Private {
  readonly messages: readonly string[]
  readonly answers: readonly string[]
  /** E-mail addresses, full names, telephone numbers and street addresses. */
  readonly people: readonly string[]
}

/** So many that the 99th percentile of a tool that every conversation calls can be told. */
const ROUNDS = "13"

/** In the environment of every process: what must not come out of any of them. */
export const SECRETS = {
  OPENAI_API_KEY: "sk-canary-f00dfeedf00dfeed",
  ANTHROPIC_API_KEY: "sk-ant-canary-deadbeefdead"
} as const

let runs: Promise<SampleRuns> | undefined

/** The same run for everybody in this process. */
export const sampleRuns = (): Promise<SampleRuns> => (runs ??= makeRuns())

const makeRuns = async (): Promise<SampleRuns> => {
  const home = makeHome({ ...SECRETS })
  try {
    const samples = await runProcess(home, "conversations", "--runs", ROUNDS)
    assert.equal(samples.code, 0, samples.stderr)
    const refused = [
      await slowModel(home),
      await indiscreetModel(home),
      await refusingDatabase(home)
    ]
    const listed = await runProcess(home, "conversations", "--list", "--json")
    const logs = logsOf(home).map(({ text }) => text)
    const folder = home.environment["LAPLINE_DIR"] ?? ""
    const report = await lapline("report", "--json", folder)
    const talk = [
      report,
      await lapline("report", folder),
      await lapline("trace", "slowest", folder)
    ]
    return {
      records: logs.flatMap(decode),
      report: parseReport(report.stdout),
      logs,
      folder: home.folder,
      processes: [samples, ...refused, listed, ...talk],
      private: readPrivate(home)
    }
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

/** A hosted model that refuses, and quotes in its answer the key and the prompt that it was sent. */
const indiscreetModel = async (home: Home): Promise<Finished> => {
  const server = createServer((request, response) => {
    void text(request).then((prompt) => {
      const message = `${request.headers.authorization} may not ask: ${prompt}`
      response.writeHead(401, { "content-type": "application/json" })
      response.end(JSON.stringify({ error: { message, type: message, code: message } }))
    })
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  assert(typeof address === "object" && address !== null)
  const environment = {
    ...home.environment,
    AGENT_MODEL: "openai",
    AGENT_LOG_LEVEL: "All",
    OPENAI_BASE_URL: `http://127.0.0.1:${address.port}/v1`
  }
  const ended = await runProcess({ ...home, environment }, "conversations", "eligible-return")
  server.close()
  return ended
}

/** A database that takes no returns: what has begun is rolled back. */
const refusingDatabase = (home: Home): Promise<Finished> => {
  const database = databaseOf(home)
  database.exec("CREATE TRIGGER full BEFORE INSERT ON rmas BEGIN SELECT RAISE(ABORT, 'full'); END")
  database.close()
  return runProcess(home, "conversations", "eligible-return")
}

const decode = (log: string): LapRecord[] =>
  log
    .trimEnd()
    .split("\n")
    .map((line) => {
      const decoded = decodeLine(line)
      assert(decoded._tag === "Record", `${decoded._tag}: ${line.slice(0, 300)}`)
      return decoded.record
    })

const lapline = async (...args: readonly string[]): Promise<Finished> => {
  const command = [path.join(REPOSITORY, "sdk/cli/bin.mjs"), ...args]
  const options = { maxBuffer: 1 << 28 }
  return { code: 0, ...(await promisify(execFile)(process.execPath, command, options)) }
}

const parseReport = (json: string): Readonly<Record<string, unknown>> => {
  const report: unknown = JSON.parse(json)
  assert(typeof report === "object" && report !== null)
  return { ...report }
}

const databaseOf = ({ environment }: Home): DatabaseSync =>
  new DatabaseSync(path.join(environment["AGENT_DATA"] ?? "", "agent.db"))

const readPrivate = (home: Home): Private => {
  const database = databaseOf(home)
  const texts = (query: string): string[] =>
    database
      .prepare(query)
      .all()
      .flatMap((row) => Object.values(row))
      .map(String)
  try {
    return {
      messages: texts("SELECT DISTINCT content FROM conversation_logs WHERE message_type = 'user'"),
      answers: texts(
        "SELECT DISTINCT content FROM conversation_logs WHERE message_type = 'assistant'"
      ),
      people: [
        ...texts("SELECT email, first_name || ' ' || last_name, phone FROM customers"),
        ...texts("SELECT DISTINCT shipping_address FROM orders")
      ]
    }
  } finally {
    database.close()
  }
}
