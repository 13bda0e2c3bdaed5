/** Whatever happens to the files and whenever one looks: what a tail holds is what reading the folder afresh gives. */

import assert from "node:assert/strict"
import fc from "fast-check"
import * as fs from "node:fs"
import { join } from "node:path"
import { readLogs } from "../../../sdk/read/read-logs.ts"
import { tailLogs } from "../../../sdk/read/tail.ts"
import { forEveryCall } from "./faulty-file-system.ts"
import { holdNames, isBalanced, line, lines, takeNames, withFolder } from "./workspace.ts"

const actions = {
  append: (path: string, text: string) => fs.appendFileSync(path, text),
  tear: (path: string, text: string) => fs.appendFileSync(path, text.slice(0, 25)),
  endLine: (path: string) => fs.appendFileSync(path, "\n"),
  noise: (path: string) => fs.appendFileSync(path, "noise\n\n"),
  truncate: (path: string) => fs.existsSync(path) && fs.truncateSync(path),
  rewrite: (path: string, text: string) => fs.writeFileSync(path, text),
  replace: (path: string, text: string) => {
    fs.writeFileSync(`${path}.new`, text)
    fs.renameSync(`${path}.new`, path)
  },
  rotate: (path: string) => fs.existsSync(path) && fs.renameSync(path, `${path}.1`),
  copyTruncate: (path: string) => {
    if (!fs.existsSync(path)) return
    fs.copyFileSync(path, `${path}.2`)
    fs.truncateSync(path)
  },
  copy: (path: string) => fs.existsSync(path) && fs.copyFileSync(path, `${path}.3`),
  remove: (path: string) => fs.rmSync(path, { force: true }),
  look: () => undefined
} as const

const step = fc.record({
  action: fc.constantFrom(...(Object.keys(actions) as (keyof typeof actions)[])),
  file: fc.constantFrom("a.jsonl", "b.jsonl"),
  count: fc.integer({ min: 1, max: 3 }),
  looks: fc.boolean()
})

const checkSame = async (
  folder: string,
  tail: ReturnType<typeof tailLogs>,
  held: ReturnType<typeof holdNames>
) => {
  await tail.refresh()
  const cold = takeNames()
  const counts = await readLogs([folder], cold)
  assert.deepEqual(held.sorted(), cold.names.sort())
  assert.deepEqual(tail.counts(), counts)
  assert.ok(isBalanced(counts))
}

describe("tailLogs, at random", () => {
  it("holds what the folder holds after any history of its files", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), (steps) =>
        withFolder(async (folder) => {
          const held = holdNames()
          const tail = tailLogs([folder], held.sink, { pollMs: 1e6 })
          try {
            let name = 100
            for (const { action, file, count, looks } of steps) {
              actions[action](join(folder, file), lines(name, name + count))
              name += count
              if (looks) await checkSame(folder, tail, held)
            }
            await checkSame(folder, tail, held)
          } finally {
            await tail.close()
          }
        })
      ),
      { numRuns: 200 }
    )
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
          await checkSame(folder, tail, held)
          assert.equal(held.names().length, 21, JSON.stringify(fault))
          if (fault.call === 1) assert.ok(held.problems.length > 0)
        } finally {
          await tail.close()
        }
      })
      assert.ok(runs > 20)
    })).timeout(20_000)
})
