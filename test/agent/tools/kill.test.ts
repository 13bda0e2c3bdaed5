/** kill -9 in the middle of writes: the database stays whole, and keeps all that was answered. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { spawn } from "node:child_process"
import { once } from "node:events"
import path from "node:path"
import { createInterface } from "node:readline"
import { onEachDriver, type Workshop } from "../workshop.ts"
import { violations } from "../violations.ts"

const WORKER = path.join(import.meta.dirname, "worker.ts")

interface Work {
  readonly lines: ReadonlyArray<string>
  readonly errors: string
}

interface Orders {
  readonly session: string
  /** After so many lines the worker is killed, in the middle of whatever comes next. */
  readonly killAfter?: number
  /** Called when the worker is ready; it begins when this resolves. */
  readonly begin?: () => Promise<void>
}

const workIn = async (workshop: Workshop, driver: string, orders: Orders): Promise<Work> => {
  const child = spawn(process.execPath, [WORKER, workshop.file, driver, orders.session])
  const ended = once(child, "close")
  let errors = ""
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()))
  const lines: Array<string> = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (lines.length === orders.killAfter) child.kill("SIGKILL")
    else if (line === "ready") {
      await orders.begin?.()
      child.stdin.write("go\n")
    }
  }
  await ended
  return { lines, errors }
}

/** Resolves for everybody when `parties` have called it. */
const gate = (parties: number): (() => Promise<void>) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let waiting = 0
  return () => {
    if (++waiting === parties) resolve()
    return promise
  }
}

const named = (work: ReadonlyArray<Work>, verb: string): ReadonlyArray<string> =>
  work
    .flatMap(({ lines }) => lines)
    .filter((line) => line.startsWith(`${verb} `))
    .map((line) => line.slice(verb.length + 1))

const surviving = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rmas = yield* sql<{ rma_number: string; status: string }>`SELECT rma_number, status
    FROM rmas WHERE rma_number LIKE 'RMA-%'`
  const tickets = yield* sql<{ id: string }>`SELECT json_extract(meta_data, '$.ticket_id') AS id
    FROM conversation_logs WHERE json_extract(meta_data, '$.ticket_id') IS NOT NULL`
  return {
    created: rmas.map((row) => row.rma_number),
    labelled: rmas.filter((row) => row.status === "Label_Sent").map((row) => row.rma_number),
    tickets: tickets.map((row) => row.id),
    violations: yield* violations
  }
})

const assertKept = async (workshop: Workshop, work: ReadonlyArray<Work>) => {
  const kept = await workshop.run(surviving)
  assert.deepEqual(kept.violations, [])
  for (const rma of named(work, "created")) assert.ok(kept.created.includes(rma), rma)
  for (const rma of named(work, "labelled")) assert.ok(kept.labelled.includes(rma), rma)
  for (const ticket of named(work, "escalated")) assert.ok(kept.tickets.includes(ticket), ticket)
  return kept
}

onEachDriver("kill -9 amid writes", (workshop, driver) => {
  it("loses nothing that was answered and breaks no invariant, round after round", async function () {
    this.timeout(60_000)
    const rounds: Array<Work> = []
    for (const [round, killAfter] of [1, 2, 3, 4, 6, 9].entries()) {
      const orders = { session: `round-${round}`, killAfter }
      rounds.push(await workIn(workshop(), driver, orders))
      await assertKept(workshop(), rounds)
    }
    assert.ok(named(rounds, "created").length > 5)
    rounds.push(await workIn(workshop(), driver, { session: "last" }))
    assert.equal(rounds.at(-1)?.lines.at(-1), "done")
    const kept = await assertKept(workshop(), rounds)
    assert.equal(new Set(kept.created).size, kept.created.length)
  })

  it("is no reason for several processes on one new file to disturb each other", async function () {
    this.timeout(60_000)
    const sessions = ["a", "b", "c"]
    const begin = gate(sessions.length)
    const work = await Promise.all(
      sessions.map((session) => workIn(workshop(), driver, { session, begin }))
    )
    for (const { lines, errors } of work) assert.equal(lines.at(-1), "done", errors)
    const kept = await assertKept(workshop(), work)
    const refused = named(work, "refused")
    assert.deepEqual([...new Set(refused)], ["DUPLICATE_RMA"])
    // All three wanted the same returns: each was opened once and refused twice.
    assert.equal(kept.created.length, named(work, "created").length)
    assert.equal(refused.length, 2 * kept.created.length)
  })
})
