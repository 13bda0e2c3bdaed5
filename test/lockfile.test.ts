/** Completing a lock file that lacks the packages of other platforms. */
import assert from "node:assert/strict"
import { completed, type Lock, missingOptional, platformOf } from "./lockfile.ts"

describe("a lock file", () => {
  it("is completed by what it asks for and does not hold", () => {
    const torn: Lock = {
      packages: {
        "": {},
        "node_modules/tool": { optionalDependencies: { "@tool/linux-arm64-musl": "1.2.3" } }
      }
    }
    assert.deepEqual(missingOptional(torn), [["@tool/linux-arm64-musl", "1.2.3"]])
    assert.deepEqual(completed(torn).packages["node_modules/@tool/linux-arm64-musl"], {
      version: "1.2.3",
      dev: true,
      optional: true,
      cpu: ["arm64"],
      os: ["linux"],
      libc: ["musl"]
    })
    assert.deepEqual(missingOptional(completed(torn)), [])
  })

  it("reads the platform from a package's name", () => {
    assert.deepEqual(platformOf("@oxlint/binding-linux-arm-musleabihf"), {
      cpu: ["arm"],
      os: ["linux"],
      libc: ["musl"]
    })
    assert.deepEqual(platformOf("@effect/tsgo-win32-x64"), { cpu: ["x64"], os: ["win32"] })
    assert.equal(platformOf("fsevents"), undefined)
  })
})
