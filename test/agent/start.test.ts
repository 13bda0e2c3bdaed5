/** `npm start` as a process: conversations, then the report of that run and the way on. */
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import path from "node:path"
import { type Home, makeHome } from "./runner/child.ts"
import { REPOSITORY } from "./workshop.ts"

const start = (home: Home, args: readonly string[], environment = {}) =>
  spawnSync(process.execPath, ["agent/start.ts", ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, ...home.environment, ...environment },
    encoding: "utf8"
  })

describe("npm start", function () {
  this.timeout(60_000)
  let home: Home
  beforeEach(() => {
    home = makeHome()
  })
  afterEach(() => home.remove())

  it("runs every sample and prints slow lines, turns, start-up and where the log is", () => {
    const { status, stdout, stderr } = start(home, ["--rounds", "2"])
    assert.equal(status, 0, stderr)
    assert.match(stdout, /16 conversations, all ended as expected/u)
    for (const part of [
      /Slow lines/u,
      /agent\/turn\/model-call\.ts:\d+/u,
      /\bp50\b/u,
      /Start-up/u
    ]) {
      assert.match(stdout, part)
    }
    const [, log = ""] = /The log of this run is (\S+\.jsonl)\./u.exec(stdout) ?? []
    assert.ok(existsSync(path.resolve(REPOSITORY, log)), log)
    assert.match(stdout, /VS Code.*npm run package/su)
    // In a pipe: plain lines, no bar that is written over.
    assert.equal(stderr.match(/^ok /gmu)?.length, 16)
    assert.doesNotMatch(stdout + stderr, /\u001B/u)
    assert.doesNotMatch(stderr, /█/u)
  })

  it("says so when nothing is recorded", () => {
    const { status, stdout } = start(home, ["--rounds", "1"], { LAPLINE_DISABLED: "1" })
    assert.equal(status, 0)
    assert.match(stdout, /Nothing was recorded/u)
  })

  it("explains a wrong number of rounds and exits with 2", () => {
    for (const args of [["--rounds", "0"], ["--rounds", "many"], ["--what"]]) {
      const { status, stderr } = start(home, args)
      assert.equal(status, 2, args.join(" "))
      assert.match(stderr, /usage: npm start/u)
    }
  })

  it("names the setting that is wrong, wherever it is read, and exits with 2", () => {
    for (const variable of ["AGENT_EMBEDDER", "AGENT_MAIL", "AGENT_DB_DRIVER", "AGENT_MODEL"]) {
      const { status, stderr } = start(home, [], { [variable]: "wrong" })
      assert.equal(status, 2, variable)
      assert.match(stderr, new RegExp(`^A setting .* is not valid: .*"${variable}"`, "u"))
    }
  })
})
