/** `lapline report --quick`: the figures of the whole report, of each line, without the rest. */

import * as assert from "node:assert/strict"
import * as fs from "node:fs"
import * as path from "node:path"
import { buildCli, REPORTS, type BuiltCli } from "./built-cli.ts"

describe("lapline report --quick", () => {
  let cli: BuiltCli

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  /** The cells of the rows with a source line. */
  const cellsOf = (text: string): readonly (readonly string[])[] =>
    text
      .split("\n")
      .filter((row) => /^ {2}\S+:\d+ /.test(row))
      .map((row) => row.trim().split(/ {2,}/))

  it("has the calls, failures and percentiles that the whole report has for each line", async () => {
    const whole = await cli.run(["report", "--json", "two-runs"])
    const sites: readonly Site[] = JSON.parse(whole.stdout).sites
    const { code, stdout, stderr } = await cli.run(["report", "--quick", "two-runs"])
    assert.deepEqual([code, stderr], [0, ""])
    const quick = new Map(cellsOf(stdout).map(([where, ...cells]) => [where, cells.slice(1)]))
    const placed = sites.filter(({ file }) => file !== undefined)
    assert.ok(placed.length > 5)
    for (const { file, line, count, errors } of placed) {
      const [n, failed] = quick.get(`${file}:${line}`) ?? []
      assert.deepEqual([n, failed], [String(count), String(errors)], `${file}:${line}`)
    }
    assert.match(stdout, /agent\/tools\/check-eligibility\.ts:113 +policy_lookup +16 +0 +2\.42 ms/)
  })

  it("begins with the line that took the most time, and says what it leaves out", async () => {
    const { stdout } = await cli.run(["report", "--quick", "findings.jsonl"])
    assert.match(
      stdout,
      /^Slow lines, by total time\n.*\n {2}agent\/startup\.ts:20 +startup index /
    )
    assert.doesNotMatch(stdout, /run shop/)
    assert.match(stdout, /no self time, no turns and no findings/)
    const markdown = await cli.run(["report", "--quick", "--markdown", "findings.jsonl"])
    assert.match(markdown.stdout, /^### Slow lines, by total time$/m)
  })

  it("counts a line that is there twice twice, and says so", async () => {
    const log = fs.readFileSync(path.join(REPORTS, "findings.jsonl"), "utf8")
    const nOf = (stdout: string) => Number(/execute_tool \w+ +(\d+)/.exec(stdout)?.[1])
    const once = await cli.run(["report", "--quick", "-"], { stdin: log })
    const twice = await cli.run(["report", "--quick", "-"], { stdin: log + log })
    assert.equal(nOf(twice.stdout), 2 * nOf(once.stdout))
    assert.match(twice.stdout, /counts twice/)
  })

  it("tells of broken lines as the whole report does", async () => {
    const { code, stdout, stderr } = await cli.run(["report", "--quick", "broken.jsonl"])
    assert.match(stdout, /7 seen · 4 accepted · 2 malformed · 1 of an unsupported version/)
    assert.match(stderr, /^lapline: broken\.jsonl:3: not JSON$/m)
    assert.equal(code, 0)
  })

  for (const more of [["--json"], ["--by", "name"], ["--filter", "tool=x"]]) {
    it(`refuses ${more.join(" ")}`, async () => {
      const { code, stdout, stderr } = await cli.run(["report", "--quick", ...more, "two-runs"])
      assert.deepEqual([code, stdout], [2, ""])
      assert.match(stderr, /--quick tells of lines alone/)
    })
  }
})

interface Site {
  readonly file?: string
  readonly line?: number
  readonly count: number
  readonly errors: number
}
