/** The programs in docs/log-format.md are run as they stand, and their lines read. */

import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { LapRecord } from "../../sdk/record/record.ts"
import { readLogs } from "../../sdk/read/read-logs.ts"

const document = readFileSync(new URL("../../docs/log-format.md", import.meta.url), "utf8")

const examples = new Map(
  [...document.matchAll(/<!-- example: (\w+) -->\n```\w+\n([\s\S]*?)```/g)].map((match) => [
    match[1] ?? "",
    match[2] ?? ""
  ])
)

/** Runs the example in a folder of its own, and gives the records of the log it left there. */
const run = async (name: string, interpreter: string): Promise<readonly LapRecord[]> => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-example-"))
  try {
    writeFileSync(join(folder, "example"), examples.get(name) ?? assert.fail(`no example ${name}`))
    execFileSync(interpreter, ["example"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] })
    const records: LapRecord[] = []
    const counts = await readLogs([folder], {
      onRecord: (record) => void records.push(record),
      onProblem: (problem) => assert.fail(JSON.stringify(problem))
    })
    assert.equal(counts.seen, records.length)
    return records
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Node alone must be enough to run the tests, so a test of another language exists where that language does. */
const answers = (command: string, args: readonly string[], expected: RegExp): boolean =>
  expected.test(String(spawnSync(command, args, { encoding: "utf8" }).stdout))

describe("log-format.md", () => {
  it("holds an example for Python and one for a shell", () => {
    assert.deepEqual([...examples.keys()], ["python", "sh"])
  })

  if (answers("python3", ["--version"], /^Python 3\.(9|\d\d)/)) {
    it("shows a Python program whose line points at itself", async () => {
      const records = await run("python", "python3")
      assert.equal(records.length, 1)
      const [record] = records
      assert.equal(record?.metric, "db_query")
      assert.equal(record?.orderId, "77893")
      assert.ok((record?.durationMs ?? 0) >= 10 && record?.endMicros !== null)
      assert.equal(record?.code.file, "example")
      const line = examples.get("python")?.split("\n")[(record?.code.line ?? 0) - 1]
      assert.match(line ?? "", /^with lap/)
    })
  }

  if (answers("sh", ["-c", "date +%s%N"], /^\d{19}$/m)) {
    it("shows a shell function that times commands", async () => {
      const records = await run("sh", "sh")
      assert.deepEqual(
        records.map(({ name, status }) => ({ name, status })),
        [
          { name: "list the files", status: "ok" },
          { name: "find nothing", status: "error" }
        ]
      )
      for (const { durationMs, endMicros } of records) assert.ok(durationMs !== null && endMicros)
    })
  }
})
