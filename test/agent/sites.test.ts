/** Every place that a report of the samples names: the file is there, and its line holds the code that is timed. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import path from "node:path"
import { Schema } from "effect"
import { type SampleRuns, sampleRuns } from "./sample-runs.ts"
import { holdsTracedCode } from "./traced-code.ts"
import { REPOSITORY } from "./workshop.ts"

const Report = Schema.Struct({
  lines: Schema.Struct({ seen: Schema.Int, accepted: Schema.Int }),
  sites: Schema.Array(
    Schema.Struct({
      file: Schema.NullOr(Schema.String),
      line: Schema.NullOr(Schema.Int),
      function: Schema.NullOr(Schema.String),
      name: Schema.String,
      metric: Schema.String,
      step: Schema.String
    })
  )
})

/** In the order in which they decide. */
const DECISION = [
  "order_fetch",
  "days_calculation",
  "item_validation",
  "damage_keyword_check",
  "fraud_flag_check",
  "return_frequency_check",
  "returnability_check",
  "policy_lookup",
  "window_validation"
]

describe("the places in a report of the samples", function () {
  this.timeout(240_000)
  let report: typeof Report.Type
  let runs: SampleRuns
  before(async () => {
    runs = await sampleRuns()
    report = Schema.decodeUnknownSync(Report)(runs.report)
  })

  it("are each a line of a file that holds the code that is timed", () => {
    assert(report.sites.length > 100, `only ${report.sites.length} places`)
    for (const site of report.sites) {
      const { file, line, name } = site
      assert(file !== null && line !== null, `${name} has no place`)
      const text = readFileSync(path.join(REPOSITORY, file), "utf8").split("\n")[line - 1] ?? ""
      assert(holdsTracedCode(site, text), `${name} at ${file}:${line}: ${text.trim()}`)
    }
  })

  it("come from lines of which none was lost", () => {
    const { seen, accepted } = report.lines
    assert.equal(seen, accepted)
    assert.equal(seen, runs.records.length)
  })

  it("hold the nine steps of the eligibility decision, on nine lines, from top to bottom", () => {
    const lines = DECISION.map((step) => {
      const sites = report.sites.filter((site) => site.step === step)
      assert.equal(sites.length, 1, step)
      assert.equal(sites[0]?.file, "agent/tools/check-eligibility.ts")
      return sites[0].line ?? 0
    })
    assert.equal(new Set(lines).size, 9)
    assert.deepEqual(
      lines,
      lines.toSorted((a, b) => a - b)
    )
  })

  it("would not pass on the line above or below", () => {
    for (const site of report.sites.filter(({ metric }) => metric !== "db_query")) {
      const text = readFileSync(path.join(REPOSITORY, site.file ?? ""), "utf8").split("\n")
      for (const beside of [site.line ?? 0, (site.line ?? 0) - 2]) {
        assert(
          !holdsTracedCode(site, text[beside] ?? ""),
          `${site.name} at ${site.file}:${beside + 1}`
        )
      }
    }
  })
})
