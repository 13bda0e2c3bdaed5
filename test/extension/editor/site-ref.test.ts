/** References in links and command arguments come back as they were, or not at all. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { commandLink, readRef } from "../../../extension/editor/site-ref.ts"

describe("references", () => {
  it("survive a Markdown link, which they cannot break out of", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
        fc.string(),
        (folder, trace) => {
          const link = commandLink("lapline.openTrace", { folder, trace })
          assert.match(link, /^command:lapline\.openTrace\?[\w%.~-]*$/)
          const [argument] = JSON.parse(decodeURIComponent(link.slice(link.indexOf("?") + 1)))
          assert.deepEqual(readRef(argument), { folder, trace })
        }
      )
    )
  })

  it("are none when anything else is passed to a command", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const ref = readRef(value)
        if (ref !== undefined)
          assert.ok(Object.values(ref).every((part) => typeof part === "string"))
      })
    )
    for (const value of [
      undefined,
      null,
      "x",
      3,
      [],
      {},
      { folder: 1, site: "x" },
      { folder: "x" }
    ]) {
      assert.equal(readRef(value), undefined)
    }
  })
})
