/** What people and models said, and the secrets in it, in the log of a real process: by default, asked for, and asked for as it is. */

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { repositoryRoot } from "../../repository.ts"
import { withFolder } from "./log.ts"

const SAID = "my boots are too small"

const CANARIES: Readonly<Record<string, string>> = {
  "an OpenAI key": "sk-proj-AbCdEf1234567890",
  "a GitHub token": "ghp_0123456789abcdef0123456789abcdef0123",
  "an AWS key": "AKIAIOSFODNN7EXAMPLE",
  "a JWT": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_123",
  "a private key": "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END PRIVATE KEY-----",
  "a header": "Authorization: Basic dXNlcjpwYXNz",
  "a password in an address": "https://user:hunter2secret@example.com/path",
  "an e-mail address": "john.doe@example.com"
}

/** What of each must not be found. */
const SECRETS = [
  "AbCdEf1234567890",
  "0123456789abcdef0123",
  "AKIAIOSFODNN7",
  "eyJzdWIi",
  "MIIEow",
  "dXNlcjpwYXNz",
  "hunter2secret",
  "john.doe"
]

const program = `
  import { Effect } from "effect"
  import { Lap, Lapline } from ${JSON.stringify(pathToFileURL(join(repositoryRoot, "sdk/index.ts")).href)}
  const text = process.env.SAID_TEXT
  const turn = Lap.annotate({
    "gen_ai.input.messages": [{ role: "user", content: text }],
    "gen_ai.output.messages": text,
    "gen_ai.tool.call.arguments": { note: text }
  }).pipe(Lap.turn("canary"))
  await Effect.runPromise(turn.pipe(Effect.provide(Lapline.layer({ directory: process.env.LOGS }))))`

/** The log of a process with this environment. */
const logOf = (environment: Readonly<Record<string, string>>): Promise<string> =>
  withFolder((directory) => {
    execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: repositoryRoot,
      env: {
        PATH: process.env["PATH"] ?? "",
        SAID_TEXT: [SAID, ...Object.values(CANARIES)].join(" and "),
        LOGS: directory,
        ...environment
      }
    })
    const [log = ""] = readdirSync(directory)
    return readFileSync(join(directory, log), "utf8")
  })

const capture = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "true" }

describe("what people and models said, on disk", function () {
  this.timeout(30_000)

  it("is not there by default", async () => {
    const log = await logOf({})
    assert.match(log, /invoke_agent canary/)
    assert(!log.includes(SAID))
    for (const secret of SECRETS) assert(!log.includes(secret), secret)
  })

  it("E14 is there without a secret where it is asked for", async () => {
    const log = await logOf(capture)
    assert(log.includes(SAID))
    for (const secret of SECRETS) assert(!log.includes(secret), secret)
  })

  it("is there as it was where redaction is turned off besides", async () => {
    const log = await logOf({ ...capture, LAPLINE_REDACT: "0" })
    for (const secret of SECRETS) assert(log.includes(secret), secret)
  })
})
