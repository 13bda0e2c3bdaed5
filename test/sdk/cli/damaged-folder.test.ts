/** `lapline report` on a folder of 200 files that were rotated, torn and copied: every line has one fate. */

import * as assert from "node:assert/strict"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { MAX_LINE_BYTES } from "../../../sdk/record/record.ts"
import { buildCli, type BuiltCli } from "./built-cli.ts"

const line = (id: number | string): string =>
  `{"v":1,"timestamp":"2026-01-01T00:00:00.000000Z","metric":"span","name":"work","duration_ms":1.5,` +
  `"trace_id":"t${id}","span_id":"s${id}","code.file.path":"work.ts","code.line.number":7,"attributes":{"id":"${id}"}}\n`

const linesOf = (file: number): readonly string[] =>
  Array.from({ length: 20 }, (_, index) => line(file * 20 + index))

/** What can be wrong with a file of 20 lines, and what that adds to the counts. */
const DAMAGES = [
  { text: linesOf, accepted: 20 },
  // Cut in the middle of the last line, still without its end.
  { text: (file: number) => linesOf(file).join("").slice(0, -40), accepted: 19 },
  // Killed in a line, the next process's lines behind it.
  {
    text: (file: number) => `${line("torn").slice(0, 90)}${linesOf(file).join("")}`,
    accepted: 20,
    malformed: 1
  },
  {
    text: (file: number) => `${linesOf(file).join("")}${line("long".repeat(MAX_LINE_BYTES))}`,
    accepted: 20,
    oversize: 1
  },
  {
    text: (file: number) => `{"v":2}\n${linesOf(file).join("")}\n\n`,
    accepted: 20,
    unsupported_version: 1
  },
  // A copy of the first file.
  { text: () => linesOf(0), duplicate: 20 },
  // Every line twice.
  { text: (file: number) => [...linesOf(file), ...linesOf(file)], accepted: 20, duplicate: 20 },
  {
    text: (file: number) =>
      `\uFEFF${"\0".repeat(100)}${linesOf(file).join("").replaceAll("\n", "\r\n")}`,
    accepted: 20
  }
] as const

describe("lapline report on a damaged folder", () => {
  let cli: BuiltCli
  let folder: string

  before(async () => {
    cli = await buildCli()
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "lapline-damaged-"))
  })

  after(() => {
    cli[Symbol.dispose]()
    fs.rmSync(folder, { recursive: true })
  })

  it("counts each line of 200 rotated, torn and copied files once, in its fate", async () => {
    const expected = {
      accepted: 0,
      duplicate: 0,
      malformed: 0,
      oversize: 0,
      unsupported_version: 0
    }
    for (let file = 0; file < 200; file++) {
      const { text, ...counts } = DAMAGES[file % DAMAGES.length] ?? DAMAGES[0]
      const name =
        file % 20 === 0 ? `agent-${file}.jsonl` : `agent-${file - (file % 20)}.jsonl.${file % 20}`
      fs.writeFileSync(path.join(folder, name), [text(file)].flat().join(""))
      for (const [fate, count] of Object.entries(counts)) {
        expected[fate as keyof typeof expected] += count
      }
    }
    const { code, stdout } = await cli.run(["report", folder, "--json"])
    assert.equal(code, 0)
    const { lines, sites } = JSON.parse(stdout) as {
      readonly lines: Readonly<Record<string, number>>
      readonly sites: readonly { readonly count: number; readonly total_ms: number }[]
    }
    const seen = Object.values(expected).reduce((sum, count) => sum + count, 0)
    assert.deepEqual(lines, { seen, ...expected })
    assert.deepEqual(
      sites.map(({ count, total_ms: totalMs }) => [count, totalMs]),
      [[expected.accepted, expected.accepted * 1.5]]
    )
  }).timeout(30_000)
})
