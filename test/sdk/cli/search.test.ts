/** `lapline search`: what is listed, in which order, and that its JSON is a log again. */

import * as assert from "node:assert/strict"
import { textWidth } from "../../../sdk/cli/text-width.ts"
import { buildCli, type BuiltCli } from "./built-cli.ts"

describe("lapline search", () => {
  let cli: BuiltCli

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  const search = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await cli.run(["search", ...args, "two-runs"])
    assert.deepEqual([code, stderr], [0, ""])
    return stdout
  }

  it("lists spans with their line, status, duration and trace, slowest first", async () => {
    assert.match(
      await search("status=failed and metric!=turn"),
      new RegExp(
        [
          "^Spans that match status=failed and metric!=turn, slowest first",
          " +where +what +status +duration +ended \\(UTC\\) +trace",
          " +agent/tools/get-order-details.ts:33 +execute_tool GetOrderDetails +error +50.3 ms .* 20000000",
          " +agent/database/orders.ts:31 +orders by number +error +50.0 ms +2025-12-14 12:02:00 +20000000",
          " +2 of 487 spans match · 2 failed · p50 [\\d.]+ ms · p95 n too small"
        ].join("\n")
      )
    )
  })

  it("gives as much of the traces' ids as tells them apart, and `trace` takes it", async () => {
    const stdout = await search("metric=db_query duration>10ms")
    const [id = ""] = /200000000\w+/.exec(stdout) ?? []
    assert.equal((await cli.run(["trace", id, "two-runs"])).code, 0)
  })

  it("shows the newest or the oldest first when asked, and no more than asked for", async () => {
    const times = async (order: string) =>
      (await search("*", "--sort", order, "--limit", "3", "--json"))
        .trimEnd()
        .split("\n")
        .map((line) => String(JSON.parse(line).timestamp))
    const [oldest, newest] = [await times("oldest"), await times("newest")]
    assert.equal(oldest.length, 3)
    assert.deepEqual(oldest.toSorted(), oldest)
    assert.deepEqual(newest.toSorted().toReversed(), newest)
    assert.ok(String(oldest[0]) < String(newest[2]))
    assert.match(await search("*", "--limit", "3"), /484 more spans: --limit 487 shows them all/)
  })

  it("says that nothing matches, with exit code 0", async () => {
    assert.equal(
      await search("tool=Nothing"),
      "No span matches tool=Nothing\n  0 of 487 spans match\n"
    )
  })

  it("lists all spans for an empty filter", async () => {
    const all = await search("", "--limit", "3")
    assert.match(all, /^All spans, slowest first\n/)
    assert.match(all, /487 of 487 spans match/)
  })

  it("prints with --json a log of what it found, that every verb reads", async () => {
    const log = await search("trace=200000000000000000000000000000a3", "--json")
    const report = await cli.run(["report", "--json", "-"], { stdin: log })
    const { lines, turns } = JSON.parse(report.stdout)
    assert.deepEqual([lines.seen, lines.accepted, turns.count], [27, 27, 1])
    const trace = await cli.run(["trace", "slowest", "-"], { stdin: log })
    assert.equal(trace.stdout, (await cli.run(["trace", "slowest", "two-runs"])).stdout)
  })

  it("keeps to the terminal's width, with ids that are whole", async () => {
    const { stdout } = await cli.run(["search", "duration>10ms", "two-runs"], {
      env: { COLUMNS: "80" }
    })
    for (const line of stdout.split("\n")) assert.ok(textWidth(line) <= 80, line)
    assert.match(stdout, /wider terminals show ended \(UTC\)/)
    assert.doesNotMatch(stdout, /20000000…/)
  })
})
