/** kill -9 in a tight write loop, over and over: what ended before is read, and what the next process writes is never lost. */

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { decodeLine } from "../../../sdk/record/decode.ts"
import { repositoryRoot } from "../../repository.ts"
import { withFolder } from "./log.ts"

const program = join(repositoryRoot, "test/sdk/trace/programs/tight-loop.ts")

const ROUNDS = 200
/** Rounds that write to one log, one after the other. */
const ROUNDS_A_LOG = 10
const SIZES = [1_024, 16_384, 65_536] as const

const killOne = async (path: string, bytes: number, round: number): Promise<void> => {
  const child = spawn(process.execPath, [program, path, String(bytes), String(round)], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  await once(child.stdout, "data")
  // Somewhere in the middle of a line: the loop writes nothing but lines.
  for (let turns = (round * 7) % 40; turns > 0; turns--) await new Promise(setImmediate)
  child.kill("SIGKILL")
  await once(child, "close")
}

interface Counted {
  readonly malformed: number
  readonly lines: number
}

/** Checks a log of several rounds: each round's lines from the header on, without a gap. */
const check = (path: string, rounds: readonly number[]): Counted => {
  const parts = readFileSync(path, "utf8").split("\n")
  // What has no newline is no line yet, as after the last kill.
  parts.pop()
  const next = new Map<string, number>()
  let malformed = 0
  for (const part of parts) {
    const decoded = decodeLine(part)
    if (decoded._tag !== "Record") {
      malformed += 1
      continue
    }
    const { metric, name, runId, step } = decoded.record
    const round = metric === "run" ? (runId ?? "") : name.replace("round ", "")
    assert.equal(metric === "run" ? -1 : Number(step), next.get(round) ?? -1, `round ${round}`)
    next.set(round, (next.get(round) ?? -1) + 1)
  }
  assert.deepEqual([...next.keys()], rounds.map(String))
  assert(malformed <= rounds.length, `${malformed} malformed lines of ${rounds.length} kills`)
  for (const [round, lines] of next) assert(lines >= 4, `round ${round} has ${lines} lines`)
  return { malformed, lines: parts.length }
}

describe("a log whose writers are killed", function () {
  this.timeout(240_000)

  it(`W1 loses at most the line that was being written, in ${ROUNDS} rounds`, () =>
    withFolder(async (folder) => {
      const logs = Array.from({ length: ROUNDS / ROUNDS_A_LOG }, (_, log) => log)
      const work = async (first: number): Promise<void> => {
        for (const log of logs.filter((each) => each % 2 === first)) {
          const path = join(folder, `${log}.jsonl`)
          const rounds = Array.from({ length: ROUNDS_A_LOG }, (_, at) => log * ROUNDS_A_LOG + at)
          for (const round of rounds) await killOne(path, SIZES[log % SIZES.length] ?? 1_024, round)
          assert(check(path, rounds).lines > 0)
          rmSync(path)
        }
      }
      await Promise.all([work(0), work(1)])
    }))
})
