/** `lapline report --json`: the schema holds, says all there is, and the figures are those of the log. */

import * as assert from "node:assert/strict"
import * as fs from "node:fs"
import * as path from "node:path"
import { Ajv2020 } from "ajv/dist/2020.js"
import { buildCli, ROOT, type BuiltCli } from "./built-cli.ts"

const schema = JSON.parse(
  fs.readFileSync(path.join(ROOT, "sdk/cli/report.schema.json"), "utf8")
) as SchemaNode

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly additionalProperties?: SchemaNode | boolean
}

/** The schema allows keys to come; here every key must be one it tells. */
const closed = (node: SchemaNode): SchemaNode => ({
  ...node,
  ...(node.items && { items: closed(node.items) }),
  ...(node.properties && {
    properties: Object.fromEntries(
      Object.entries(node.properties).map(([key, value]) => [key, closed(value)])
    ),
    additionalProperties: false
  }),
  ...(typeof node.additionalProperties === "object" && {
    additionalProperties: closed(node.additionalProperties)
  })
})

describe("lapline report --json", () => {
  let cli: BuiltCli

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  const report = async (...args: readonly string[]) => {
    const { stdout } = await cli.run(["report", "--json", ...args])
    return JSON.parse(stdout)
  }

  for (const log of ["two-runs", "plan.jsonl", "broken.jsonl", "hostile.jsonl", "findings.jsonl"]) {
    it(`of ${log} is what the schema tells, key by key`, async () => {
      const validate = new Ajv2020({ allErrors: true }).compile(closed(schema))
      const answer = await report(log)
      assert.ok(validate(answer), JSON.stringify(validate.errors, null, 2))
    })
  }

  it("tells of each finding where it is, what shows it and what it saves", async () => {
    const { findings } = await report("findings.jsonl")
    assert.deepEqual(
      findings.map((finding: { readonly code: string }) => finding.code),
      ["slow-startup", "serial-tools", "slow-query", "n-plus-one"]
    )
    const { evidence, message, ...rest } = findings[3]
    assert.match(
      message,
      /^One statement ran 5 times inside tool:GetOrder, 50\.0 ms in all: SELECT/
    )
    assert.equal(evidence.length, 5)
    assert.deepEqual([evidence[4].line, evidence[4].span_id], [28, "0000000000000018"])
    assert.deepEqual(rest, {
      code: "n-plus-one",
      severity: "warning",
      file: "agent/database/items.ts",
      line: 28,
      function: "itemById",
      name: "db:item",
      saving_ms: 40,
      saving_basis: "the time of these queries, less that of one: at most",
      per: "turn",
      affected: 1,
      examined: 1,
      docs: "docs/findings.md#n-plus-one"
    })
  })

  it("gives every microsecond of the turns to an owner", async () => {
    const { ledger, turns } = await report("findings.jsonl")
    const sum = ledger.owners.reduce(
      (all: number, { total_ms }: { readonly total_ms: number }) => all + total_ms,
      0
    )
    assert.equal(sum, ledger.total_ms)
    assert.equal(ledger.total_ms, turns.max_ms)
  })

  it("tells the schema's every key", async () => {
    const answer = await report("two-runs")
    assert.deepEqual(Object.keys(answer).sort(), Object.keys(schema.properties ?? {}).sort())
    assert.deepEqual(
      Object.keys(answer.sites[0]).sort(),
      Object.keys(schema.properties?.["sites"]?.items?.properties ?? {}).sort()
    )
  })

  it("gives each step of a tool its own line and its own figures", async () => {
    const { sites } = await report("two-runs")
    const steps = sites.filter(
      (site: { file: string; step: string }) =>
        site.file === "agent/tools/check-eligibility.ts" && site.step !== "total"
    )
    assert.equal(new Set(steps.map((site: { line: number }) => site.line)).size, 9)
    const policy = steps.find((site: { step: string }) => site.step === "policy_lookup")
    assert.deepEqual(
      { ...policy, slowest: undefined, p50_ms: undefined, share_of_turn: undefined },
      {
        file: "agent/tools/check-eligibility.ts",
        line: 113,
        function: "policyLookup",
        name: "policy_lookup",
        metric: "tool_execution",
        step: "policy_lookup",
        count: 16,
        errors: 0,
        total_ms: 117.62,
        self_ms: 0.32,
        p50_ms: undefined,
        p95_ms: null,
        p99_ms: null,
        min_ms: 2.02,
        max_ms: 80.02,
        share_of_turn: undefined,
        slowest: undefined
      }
    )
    assert.equal(policy.slowest[0].duration_ms, 80.02)
  })

  it("counts turns, chains and errors", async () => {
    const { turns, chains, errors, lines } = await report("two-runs")
    assert.deepEqual([turns.count, turns.errors, turns.p99_ms], [24, 1, null])
    assert.deepEqual(chains, [
      { tools: ["GetOrderDetails", "CheckEligibility"], count: 16 },
      { tools: [], count: 7 },
      { tools: ["GetOrderDetails"], count: 1 }
    ])
    assert.deepEqual(errors, { timeout: 0, database: 1, tool: 0, model: 0, other: 0 })
    assert.deepEqual([lines.seen, lines.accepted], [491, 491])
  })

  it("adds up the self times of a log without concurrency to the time of its roots", async () => {
    const { sites } = await report("two-runs")
    const sum = (of: (site: Record<string, number>) => number) =>
      Math.round(sites.reduce((total: number, site: Record<string, number>) => total + of(site), 0))
    const roots = ["turn", "startup"]
    assert.equal(
      sum((site) => site["self_ms"] ?? 0),
      sum((site) =>
        roots.includes(String(site["metric"])) && String(site["step"]) === "total"
          ? (site["total_ms"] ?? 0)
          : 0
      )
    )
  })
})
