/** What goes wrong is said on stderr, in words that help, with exit code 2; stdout stays empty. */

import * as assert from "node:assert/strict"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { buildCli, type BuiltCli } from "./built-cli.ts"

interface Case {
  readonly args: readonly string[]
  /** What stderr says: what happened, where, what to do. */
  readonly says: readonly RegExp[]
  readonly stdin?: string
}

const CASES: Readonly<Record<string, Case>> = {
  "a path that is not there": {
    args: ["report", "nowhere"],
    says: [/^lapline: nowhere: no such file or folder$/m, /Name a log file, a folder/]
  },
  "no path in a folder without .lapline": {
    args: ["report"],
    says: [/^lapline: \.lapline: no such file/m, /Run a traced program first/]
  },
  "a folder without logs": {
    args: ["report", "empty"],
    says: [/^lapline: empty: holds no logs/m, /Name a log file/]
  },
  "an empty log": { args: ["report", "empty.jsonl"], says: [/empty\.jsonl: holds no whole line/] },
  "a log with no usable line": {
    args: ["report", "text.jsonl"],
    says: [/text\.jsonl: none of 2 lines is a Lapline record/, /text\.jsonl:1: not JSON/]
  },
  "a compressed log": {
    args: ["report", "packed.jsonl.gz"],
    says: [/packed\.jsonl\.gz: none of 1 line is/, /gzip -dc FILE \| lapline report -/]
  },
  "a folder of compressed logs": {
    args: ["report", "packed"],
    says: [/packed: holds compressed logs alone \(old\.jsonl\.1\.gz\); unpack them/]
  },
  "nothing on standard input": { args: ["report", "-"], says: [/stdin: holds no whole line/] },
  "an unknown trace": {
    args: ["trace", "ffff", "log.jsonl"],
    says: [/^lapline: no trace ffff in log\.jsonl$/m, /lapline trace slowest/]
  },
  "a path in the place of a trace's id": {
    args: ["trace", "./log.jsonl", "log.jsonl"],
    says: [/no trace \.\/log\.jsonl/, /The id comes before the path/]
  },
  "a path alone in the place of a trace's id": {
    args: ["trace", "log.jsonl"],
    says: [/\.lapline: no such file/, /The id comes before the path/]
  },
  "an id of nothing": { args: ["trace", "", "log.jsonl"], says: [/id is empty/, /slowest/] },
  "a beginning of several trace ids": {
    args: ["trace", "a", "log.jsonl"],
    says: [/2 traces begin with a in log\.jsonl/, /Give more of the id: a1, a2/]
  },
  "a log without traces": {
    args: ["trace", "slowest", "-"],
    stdin: `{"metric":"turn","duration_ms":1}\n`,
    says: [/stdin: no line belongs to a trace/, /trace_id and span_id/]
  },
  "a trace without an id": { args: ["trace"], says: [/Missing required argument: ID/, /--help/] },
  "an unknown option": {
    args: ["report", "--jsom"],
    says: [/Unrecognized flag: --jsom/, /--json/, /See lapline report --help/]
  },
  "an option that would steer the terminal": {
    args: ["report", "--\u001B[2J"],
    says: [/Unrecognized flag: --␛\[2J/]
  },
  "an unknown command": {
    args: ["reprot"],
    says: [/Unknown subcommand "reprot"/, /report/, /See lapline --help/]
  },
  "a row nobody knows": { args: ["report", "--by", "day"], says: [/--by/, /"line" \| "name"/] },
  "no number of files": { args: ["report", "--last", "few"], says: [/--last: "few"/] },
  "no files at all": { args: ["report", "--last", "0"], says: [/--last 0/, /1 or more/] },
  "a filter that is none": {
    args: ["report", "--filter", "tool=X and duration>50", "log.jsonl"],
    says: [/filter: `50` has no unit\n {2}tool=X and duration>50\n {22}\^\^\n {2}Write a number/]
  },
  "a search without a filter": { args: ["search"], says: [/Missing required argument: FILTER/] },
  "a search in a field that is misspelt": {
    args: ["search", "naem=x", "log.jsonl"],
    says: [/no field `naem`/, /Did you mean name\?/]
  },
  "a trace in which nothing matches": {
    args: ["trace", "a1", "--filter", "tool=X", "log.jsonl"],
    says: [/no span in log\.jsonl matches tool=X/, /lapline search/]
  },
  "a slowest trace of nothing": {
    args: ["trace", "slowest", "--filter", "tool=X", "log.jsonl"],
    says: [/no span in log\.jsonl matches tool=X/]
  },
  "no spans at all": { args: ["search", "x", "--limit", "0"], says: [/--limit 0/, /1 or more/] },
  "less than no history": { args: ["tail", "--lines", "-1"], says: [/--lines -1/, /Give 0/] },
  "two formats at once": {
    args: ["report", "--json", "--markdown"],
    says: [/exclude each other/]
  },
  "a command that is not built yet": { args: ["serve"], says: [/Unknown subcommand "serve"/] }
}

const span = (traceId: string) =>
  `{"v":1,"metric":"turn","duration_ms":1,"trace_id":"${traceId}","span_id":"b"}\n`

describe("lapline ends with exit code 2", () => {
  let cli: BuiltCli
  let folder: string

  before(async () => {
    cli = await buildCli()
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "lapline-exit-"))
    fs.mkdirSync(path.join(folder, "empty"))
    fs.writeFileSync(path.join(folder, "empty.jsonl"), "")
    fs.writeFileSync(path.join(folder, "text.jsonl"), "one\ntwo\n")
    fs.mkdirSync(path.join(folder, "packed"))
    for (const packed of ["packed.jsonl.gz", "packed/old.jsonl.1.gz"]) {
      fs.writeFileSync(path.join(folder, packed), "\u001F\u008B\n")
    }
    fs.writeFileSync(path.join(folder, "log.jsonl"), span("a1") + span("a2"))
  })

  after(() => {
    cli[Symbol.dispose]()
    fs.rmSync(folder, { recursive: true })
  })

  for (const [name, { args, says, stdin = "" }] of Object.entries(CASES)) {
    it(`for ${name}`, async () => {
      const { code, stdout, stderr } = await cli.run(args, { cwd: folder, stdin })
      for (const sentence of says) assert.match(stderr, sentence)
      assert.deepEqual([code, stdout], [2, ""])
    })
  }

  it("for a path it may not read", async function () {
    const log = path.join(folder, "secret.jsonl")
    fs.writeFileSync(log, span("a1"), { mode: 0o000 })
    // Root reads everything: there the other unreadable thing is a loop of links.
    fs.symlinkSync("loop.jsonl", path.join(folder, "loop.jsonl"))
    const isRoot = process.getuid?.() === 0
    const { code, stderr } = await cli.run(["report", isRoot ? "loop.jsonl" : log], { cwd: folder })
    assert.match(stderr, isRoot ? /symbolic links form a loop/ : /no permission to read it/)
    assert.match(stderr, /Check its permissions|pipe its content/)
    assert.equal(code, 2)
  })

  it("for a path among others, after the report of the others", async () => {
    const { code, stdout, stderr } = await cli.run(["report", "log.jsonl", "nowhere"], {
      cwd: folder
    })
    assert.match(stdout, /Slow lines/)
    assert.match(stderr, /^lapline: nowhere: no such file or folder$/m)
    assert.equal(code, 2)
  })
})
