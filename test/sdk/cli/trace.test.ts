/** `lapline trace`: waterfalls. */

import * as assert from "node:assert/strict"
import * as fs from "node:fs"
import * as path from "node:path"
import { textWidth } from "../../../sdk/cli/text-width.ts"
import { buildCli, REPORTS, type BuiltCli } from "./built-cli.ts"

describe("lapline trace", () => {
  let cli: BuiltCli

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  for (const width of [80, 120]) {
    it(`draws the slowest turn at ${width} columns`, async () => {
      const { code, stdout, stderr } = await cli.run(["trace", "slowest", "two-runs"], {
        env: { COLUMNS: String(width) }
      })
      const drawn = path.join(REPORTS, `slowest-${width}.txt`)
      if (process.env["UPDATE_DRAWINGS"] === "1") fs.writeFileSync(drawn, stdout)
      assert.equal(stdout, fs.readFileSync(drawn, "utf8"))
      assert.deepEqual([code, stderr], [0, ""])
      for (const line of stdout.split("\n")) assert.ok(textWidth(line) <= width, line)
    })
  }

  it("finds a trace by its id and by the beginning of it", async () => {
    const id = "200000000000000000000000000000a3"
    const { stdout } = await cli.run(["trace", id, "two-runs"])
    assert.match(stdout, new RegExp(`^Trace ${id}\n`))
    assert.equal((await cli.run(["trace", id.slice(0, 31), "two-runs"])).stdout, stdout)
    assert.equal((await cli.run(["trace", "slowest", "two-runs"])).stdout, stdout)
  })

  it("marks what failed, and says how", async () => {
    const failed = JSON.parse((await cli.run(["report", "--json", "two-runs"])).stdout).sites.find(
      (site: { name: string }) => site.name === "orders by number"
    ).slowest[0].trace_id
    const { stdout } = await cli.run(["trace", failed, "two-runs"])
    assert.match(stdout, /· 3 failed ·/)
    assert.match(stdout, /^ +✗ orders by number +50\.0 ms .*agent\/database\/orders\.ts:31$/m)
    assert.match(stdout, /^ +error: DatabaseError: database is locked$/m)
  })

  it("shows with a filter what matches and what that ran in, of the trace of the slowest match", async () => {
    const { code, stdout } = await cli.run([
      "trace",
      "slowest",
      "--filter",
      "name=orders* and status=failed",
      "two-runs"
    ])
    const names = stdout.match(/^ *(?:✗ )?\w[\w ]+\w(?= {2,}[\d.]+ ms .*[█░])/gm)
    assert.deepEqual(
      names?.map((name) => name.trim()),
      [
        "✗ invoke_agent returns",
        "iteration",
        "✗ execute_tool GetOrderDetails",
        "✗ orders by number"
      ]
    )
    assert.match(stdout, /7 spans that do not match left out/)
    assert.equal(code, 0)
  })

  it("sums up the critical path, and whose the turn's time was", async () => {
    const { stdout } = await cli.run(["trace", "slowest", "two-runs"])
    assert.match(
      stdout,
      /Critical path.*\n.*\n +agent\/database\/orders\.ts:77 .* 80\.0 ms +66 %\n/
    )
    assert.match(
      stdout,
      /Where invoke_agent returns spent its time\n.*\n +model wait +38\.0 ms +32 %/
    )
  })

  it("says what is odd about a span", async () => {
    const { stdout } = await cli.run(["trace", "slowest", "broken.jsonl"])
    assert.match(stdout, /\(no common root in the log\)/)
    assert.match(stdout, /its parent is not in the log/)
    assert.match(stdout, /its duration cannot be used/)
  })

  it("shows a chain of 20,000 spans without running out of stack or width", async () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => {
      const parent = index === 0 ? "" : `,"parent_span_id":"s${index - 1}"`
      return `{"v":1,"name":"n${index}","duration_ms":1,"trace_id":"t","span_id":"s${index}"${parent},"timestamp":"2025-12-14T12:00:00Z"}\n`
    }).join("")
    const { code, stdout } = await cli.run(["trace", "t", "-"], {
      stdin: chain,
      env: { COLUMNS: "80" }
    })
    assert.equal(code, 0)
    const lines = stdout.trimEnd().split("\n")
    assert.deepEqual(lines.filter((line) => textWidth(line) > 80).slice(0, 3), [])
    assert.match(lines.findLast((line) => line.includes("⋯")) ?? "", /⋯19999 n19999/)
  })
})
