/** `lapline report` for people: what it says, and that it fits. UPDATE_DRAWINGS=1 draws the expected texts anew. */

import * as assert from "node:assert/strict"
import * as fs from "node:fs"
import * as path from "node:path"
import { textWidth } from "../../../sdk/cli/text-width.ts"
import { buildCli, REPORTS, type BuiltCli } from "./built-cli.ts"

const ESCAPE = "\u001B"

describe("lapline report", () => {
  let cli: BuiltCli

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  for (const width of [80, 100, 160]) {
    it(`reads as drawn at ${width} columns`, async () => {
      const { code, stdout, stderr } = await cli.run(["report", "two-runs"], {
        env: { COLUMNS: String(width) }
      })
      const drawn = path.join(REPORTS, `two-runs-${width}.txt`)
      if (process.env["UPDATE_DRAWINGS"] === "1") fs.writeFileSync(drawn, stdout)
      assert.equal(stdout, fs.readFileSync(drawn, "utf8"))
      assert.deepEqual([code, stderr], [0, ""])
      for (const line of stdout.split("\n")) assert.ok(textWidth(line) <= width, line)
    })
  }

  it("is plain and uncut in a pipe", async () => {
    const { stdout } = await cli.run(["report", "two-runs"])
    assert.doesNotMatch(stdout, new RegExp(`${ESCAPE}|…`))
    assert.match(stdout, /agent\/tools\/check-eligibility\.ts:113 +policy_lookup +16 +0 +2\.42 ms/)
    assert.match(stdout, /`lapline search file=WHERE` lists a line's slowest calls/)
    const calls = await cli.run(["search", "file=agent/tools/check-eligibility.ts:113", "two-runs"])
    assert.match(calls.stdout, /16 of 487 spans match/)
  })

  it("shows where turns spent their time, and findings with their lines and savings", async () => {
    const { stdout } = await cli.run(["report", "findings.jsonl"])
    assert.match(stdout, /^ {2}database +38 % +180 ms +180 ms$/m)
    assert.match(
      stdout,
      /^ {2}slow-query at agent\/database\/policies\.ts:15: A query took 130 ms: db:policies; seen in 1 of 1 turn; saves 120 ms each: the query's own time, less that of the turn's median query$/m
    )
    assert.match(stdout, /^ {2}→ tool:GetOrder, 170 ms, agent\/tools\/get-order\.ts:39$/m)
    const markdown = await cli.run(["report", "--markdown", "findings.jsonl"])
    assert.match(markdown.stdout, /^### Findings$/m)
  })

  it("is coloured where FORCE_COLOR asks for it, and not where NO_COLOR forbids it", async () => {
    const coloured = await cli.run(["report", "two-runs"], { env: { FORCE_COLOR: "1" } })
    assert.ok(coloured.stdout.includes(ESCAPE))
    const env = { FORCE_COLOR: "1", NO_COLOR: "1" }
    const plain = await cli.run(["report", "two-runs"], { env })
    assert.equal(plain.stdout.includes(ESCAPE), false)
    assert.equal(coloured.stdout.replaceAll(/\u001B\[\d+m/g, ""), plain.stdout)
  })

  it("says how lines fared when one was not taken, and warns of the first on stderr", async () => {
    const { code, stdout, stderr } = await cli.run(["report", "broken.jsonl"])
    assert.match(
      stdout,
      /7 seen · 3 accepted · 1 duplicate · 2 malformed · 1 of an unsupported version\n +1 without a usable duration/
    )
    assert.match(stderr, /^lapline: broken\.jsonl:3: not JSON$/m)
    assert.equal(code, 0)
  })

  it("reads the plan's own lines, which name no place", async () => {
    const { stdout } = await cli.run(["report", "plan.jsonl"])
    assert.match(
      stdout,
      /execute_tool CheckEligibility +2 +45\.2 ms +n<20 +n<100 +51\.8 ms +97\.0 ms/
    )
    assert.match(stdout, /n too small for p95/)
  })

  it("reads standard input", async () => {
    const stdin = fs.readFileSync(path.join(REPORTS, "plan.jsonl"), "utf8")
    const piped = await cli.run(["report", "-"], { stdin })
    const read = await cli.run(["report", "plan.jsonl"])
    assert.equal(piped.stdout, read.stdout.replace("plan.jsonl", "stdin"))
    assert.equal(piped.code, 0)
  })

  it("looks into .lapline of the folder it stands in", async () => {
    const folder = fs.mkdtempSync(path.join(path.dirname(cli.bin), "here-"))
    fs.cpSync(path.join(REPORTS, "two-runs"), path.join(folder, ".lapline"), { recursive: true })
    const { code, stdout } = await cli.run(["report"], { cwd: folder })
    assert.equal(code, 0)
    assert.match(stdout, /^ +\.lapline\/20251214T120200-return-agent-4242\.jsonl$/m)
  })

  it("reads only the newest files with --last", async () => {
    const { stdout } = await cli.run(["report", "--last", "1", "two-runs"])
    assert.match(stdout, /Turns\n +n 12 /)
    assert.match(stdout, /^Log\n +two-runs\/20251214T120200-return-agent-4242\.jsonl\n$/m)
  })

  it("groups by session", async () => {
    const { stdout } = await cli.run(["report", "--by", "session", "two-runs"])
    assert.match(stdout, /^ +550e8400-e29b-41d4-a716-446655440101 +4 /m)
    assert.match(stdout, /^ +session +n +(?:failed +)?p50 +p95 +p99 +max +total +of turn$/m)
    const shares = [...stdout.matchAll(/^ +550e8400.* (\d+) %$/gm)].map(([, share]) =>
      Number(share)
    )
    assert.equal(shares.length, 6)
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => b - a),
      "those that took most come first"
    )
  })

  it("tells the turns of each run, tools per conversation, and how resources went", async () => {
    const { stdout } = await cli.run(["report", "two-runs"])
    assert.match(stdout, /^ {2}6 conversations · 4 turns each · 5\.50 tools each, at most 7$/m)
    assert.match(stdout, /started \(UTC\) .* lines +turns +p50 +p95$/m)
    assert.match(stdout, /2025-12-14 12:02:00 .* 248 +12 +39\.6 ms +n<20$/m)
    const line = (second: number) =>
      `{"v":1,"timestamp":"2026-01-01T00:00:0${second}Z","metric":"resource","name":"resources","duration_ms":0,` +
      `"run_id":"r","attributes":{"process.memory.rss_bytes":${(second + 1) * 1048576}}}\n`
    const header = `{"v":1,"timestamp":"2026-01-01T00:00:00Z","metric":"run","name":"run","duration_ms":0,"run_id":"r"}\n`
    const stdin = header + [0, 1, 2, 3].map(line).join("")
    const resources = await cli.run(["report", "-"], { stdin })
    assert.match(
      resources.stdout,
      /process\.memory\.rss_bytes +4\.00 MiB +4\.00 MiB +▁ +▃ +▆ +█\n +over time: 3\.10 s of the newest run/
    )
  })

  it("says what is added up beyond its limits, and keeps its tables short", async () => {
    const stdin = Array.from({ length: 1100 }, (_, at) => {
      const place = `"code.file.path":"a.ts","code.line.number":3`
      return `{"metric":"tool_execution","tool_name":"T${at}","duration_ms":1,${place}}\n`
    }).join("")
    const { stdout } = await cli.run(["report", "-"], { stdin })
    assert.match(stdout, /^ {2}a\.ts:3 +__overflow__ +844 /m)
    assert.match(stdout, /^ {2}__overflow__ +100 /m)
    assert.equal(stdout.match(/__overflow__: more different names than are told apart/g)?.length, 2)
    assert.match(stdout, /^ {2}971 more tools: --json lists them all$/m)
    assert.ok(stdout.split("\n").length < 100)
  })

  it("E10 shows text from the log as marks, never as it came", async () => {
    const verbs = [["report"], ["report", "--markdown"], ["trace", "slowest"], ["search", "*"]]
    for (const args of verbs) {
      const { stdout } = await cli.run([...args, "hostile.jsonl"])
      assert.doesNotMatch(stdout, /(?!\n)[\p{Cc}\p{Cf}]/u)
      assert.match(stdout, /␛\[31mred␇/)
    }
  })

  it("shows text from the command line as marks, and the filter's own too", async () => {
    const { stdout } = await cli.run(["search", "\u009B2J\u202Egnp or name=*", "hostile.jsonl"])
    assert.match(stdout, /^Spans that match ‹U\+009B›2J‹U\+202E›gnp/)
    const { stderr } = await cli.run(["search", "\u001B=5", "hostile.jsonl"])
    assert.match(stderr, /no field `␛`\n {2}␛=5\n {2}\^\n/)
  })

  it("writes JSON whose text cannot steer a terminal, and is the same text", async () => {
    for (const args of [
      ["report", "--json"],
      ["search", "*", "--json"]
    ]) {
      const { stdout } = await cli.run([...args, "hostile.jsonl"])
      assert.doesNotMatch(stdout, /(?!\n)[\p{Cc}\p{Cf}]/u)
      assert.match(stdout, /a\/\\u202egnp\.ts/)
    }
  })

  it("counts only what a filter finds, and says so first", async () => {
    const filter = "tool=CheckEligibility step=policy_lookup"
    const { stdout } = await cli.run(["report", "two-runs", "--filter", filter])
    assert.match(stdout, /^Filter\n +tool=CheckEligibility step=policy_lookup\n +16 of 487 spans/)
    assert.match(stdout, /policy_lookup +16 +2\.42 ms .*\n +n<20/)
    const whole = JSON.parse((await cli.run(["report", "--json", "two-runs"])).stdout)
    const part = JSON.parse(
      (await cli.run(["report", "--json", "two-runs", "--filter", filter])).stdout
    )
    assert.deepEqual(part.filter, { text: filter, found: 16, seen: 487 })
    assert.deepEqual(part.lines, whole.lines)
    assert.equal(part.sites[0].self_ms, 0.32)
    assert.equal(part.turns.count, 16)
    const empty = await cli.run(["report", "--json", "two-runs", "--filter", " "])
    assert.deepEqual(JSON.parse(empty.stdout), whole, "an empty filter leaves nothing out")
  })

  it("warns in marks too", async () => {
    const { code, stderr } = await cli.run(["report", "plan.jsonl", "no\u202Ewhere\u009B"])
    assert.equal(stderr, "lapline: no‹U+202E›where‹U+009B›: no such file or folder\n")
    assert.equal(code, 2)
  })

  it("writes Markdown tables whose cells are inert", async () => {
    const { stdout } = await cli.run(["report", "--markdown", "hostile.jsonl"])
    assert.ok(
      stdout.includes("| `␛[31mred␇ \\| ˋcodeˋ <b>@all</b> [x](command:evil)` | 1 |"),
      stdout
    )
  })

  it("prints its version and its help on stdout", async () => {
    const { version } = JSON.parse(
      fs.readFileSync(path.join(REPORTS, "../../../sdk/package.json"), "utf8")
    )
    assert.equal((await cli.run(["--version"])).stdout, `lapline ${version}\n`)
    const asked = [[], ["--help"], ["help"], ["report", "--help"], ["trace", "--help"]]
    for (const args of asked) {
      const { code, stdout, stderr } = await cli.run(args)
      assert.match(stdout, /Usage {2}lapline/)
      assert.deepEqual([code, stderr], [0, ""])
    }
    const [help, flag] = await Promise.all(
      [
        ["help", "tail"],
        ["tail", "--help"]
      ].map((args) => cli.run(args))
    )
    assert.equal(help?.stdout, flag?.stdout)
  })
})
