/** Every row of docs/plan-coverage.md is brought by a run of the sample conversations. */
import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import type { LapRecord } from "../../sdk/record/record.ts"
import { type SampleRuns, sampleRuns } from "./sample-runs.ts"
import { holdsTracedCode } from "./traced-code.ts"
import { REPOSITORY } from "./workshop.ts"

interface Row {
  readonly plan: string
  readonly metric: string | undefined
  readonly step: string | undefined
  readonly detail: string | undefined
  readonly source: string
}

const readRows = (): readonly Row[] =>
  readFileSync(path.join(REPOSITORY, "docs/plan-coverage.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| (?!plan )/u.test(line))
    .map((line) => {
      const cells = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim())
      const [plan = "", metric, step, detail, source = ""] = cells.map((cell) =>
        cell === "—" ? undefined : cell
      )
      assert.equal(cells.length, 5, line)
      return { plan, metric, step, detail, source }
    })

/** What is wrong with a row; undefined when it holds. */
const problemOf = (row: Row, { records, report }: SampleRuns): string | undefined => {
  if (!existsSync(path.join(REPOSITORY, row.source))) return `there is no file ${row.source}`
  if (row.metric === undefined) return figureProblem(row, report)
  const lines = records.filter(({ metric, step }) => metric === row.metric && step === row.step)
  const told = lines.filter(
    ({ attributes }) => row.detail === undefined || attributes[row.detail] !== undefined
  )
  if (told.length === 0) return `no line of ${row.metric} ${row.step} ${row.detail ?? ""}`
  // A resource line is written by a timer, and names no source.
  if (row.metric === "resource") return undefined
  const here = told.filter(({ code }) => code.file === row.source)
  if (here.length === 0) return `no such line names ${row.source}`
  const stray = here.find((record) => !holdsTracedCode(record, sourceLine(record)))
  return stray && `${row.source}:${stray.code.line} holds ${sourceLine(stray)}`
}

const figureProblem = ({ detail }: Row, report: unknown): string | undefined => {
  const value = (detail ?? "").split(/\.(?![^[]*\])/u).reduce(follow, report)
  return typeof value === "number" && value > 0 ? undefined : `${detail} is ${String(value)}`
}

const follow = (value: unknown, segment: string): unknown => {
  const { name, key } = /^(?<name>\w+)(?:\[(?<key>[^\]]*)\])?$/u.exec(segment)?.groups ?? {}
  if (name === undefined) throw new Error(`not a path: ${segment}`)
  const member = memberOf(value, name)
  if (key === undefined) return member
  if (!Array.isArray(member) || /^\d+$/u.test(key)) return memberOf(member, key)
  const wanted = key.split(",").map((pair) => pair.split("="))
  return member.find((one) => wanted.every(([name, text]) => memberOf(one, name ?? "") === text))
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

const sourceLine = ({ code }: LapRecord): string =>
  readFileSync(path.join(REPOSITORY, code.file ?? ""), "utf8").split("\n")[(code.line ?? 0) - 1] ??
  ""

describe("the table of the plan", function () {
  this.timeout(240_000)
  let runs: SampleRuns
  before(async () => {
    runs = await sampleRuns()
  })
  const rows = readRows()

  for (const [at, row] of rows.entries()) {
    it(`row ${at + 1} holds: ${row.plan}`, () => {
      assert.equal(problemOf(row, runs), undefined)
    })
  }

  it("names every tool, and all that the samples' steps are", () => {
    const steps = new Set(
      runs.records
        .filter(
          ({ metric, step }) => metric !== "span" && metric !== "run" && step !== "recipient_lookup"
        )
        .map(({ metric, step }) => `${metric} ${step}`)
    )
    const told = new Set(rows.map(({ metric, step }) => `${metric} ${step}`))
    assert.deepEqual(
      [...steps].filter((step) => !told.has(step) && !step.startsWith("embeddings ")),
      []
    )
  })

  const [turn] = rows
  const WRONG: readonly (readonly [string, Partial<Row>, RegExp])[] = [
    ["a step that nobody takes", { step: "thinking" }, /no line of turn thinking/u],
    [
      "an attribute that is not there",
      { detail: "lapline.mood" },
      /no line of turn total lapline.mood/u
    ],
    ["another file", { source: "agent/turn/formatting.ts" }, /no such line names/u],
    ["a file that is gone", { source: "agent/turn/gone.ts" }, /there is no file/u],
    ["a figure that is not told", { metric: undefined, detail: "turns.p98_ms" }, /is undefined/u],
    [
      "a figure of another tool",
      { metric: undefined, detail: "tools[tool=Juggle].p50_ms" },
      /is undefined/u
    ]
  ]
  for (const [title, change, message] of WRONG) {
    it(`would not hold with ${title}`, () => {
      assert(turn !== undefined)
      assert.match(problemOf({ ...turn, ...change }, runs) ?? "", message)
    })
  }

  it("would not hold if the line held other code", () => {
    const stray = runs.records.find(({ metric }) => metric === "turn")
    assert(stray !== undefined)
    const moved = { ...stray, code: { ...stray.code, line: (stray.code.line ?? 0) + 1 } }
    assert(turn !== undefined)
    assert.match(problemOf(turn, { ...runs, records: [moved] }) ?? "", /turn\.ts:\d+ holds/u)
  })
})
