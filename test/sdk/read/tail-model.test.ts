/** A tail under random histories, and with every call of the file system failing in turn. */

import assert from "node:assert/strict"
import fc from "fast-check"
import * as fs from "node:fs"
import { join } from "node:path"
import { tailLogs } from "../../../sdk/read/tail.ts"
import { forEveryCall } from "./faulty-file-system.ts"
import { checkHistory, checkSame, history } from "./random-history.ts"
import { holdNames, line, lines, withFolder } from "./workspace.ts"

describe("tailLogs, at random", () => {
  it("holds what the folder holds after any history of its files", async () => {
    await fc.assert(fc.asyncProperty(history, checkHistory), { numRuns: 100 })
  }).timeout(60_000)

  it("recovers every line after any call of the file system has failed", () =>
    withFolder(async (folder) => {
      fs.writeFileSync(join(folder, "b.jsonl"), lines(0, 10))
      const runs = await forEveryCall(["EIO", "EACCES", "EMFILE"], async (fileSystem, fault) => {
        const path = join(folder, "a.jsonl")
        fs.writeFileSync(path, lines(10, 20))
        const held = holdNames()
        const tail = tailLogs([folder], held.sink, { fileSystem, pollMs: 1e6 })
        try {
          await tail.refresh()
          fs.appendFileSync(path, line(20))
          await tail.refresh()
          await tail.refresh()
          fileSystem.heal()
          await checkSame(folder, { tail, held })
          assert.equal(held.names().length, 21, JSON.stringify(fault))
          if (fault.call === 1) assert.ok(held.problems.length > 0)
        } finally {
          await tail.close()
        }
      })
      assert.ok(runs > 20)
    })).timeout(20_000)
})
