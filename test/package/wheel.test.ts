/** The Python wheel: what it holds, and that it is the same wherever it is built. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import path from "node:path"
import { manifestOf, repositoryFiles } from "../repository.ts"
import { buildWheel, wheelObstacle } from "./wheel.ts"

if (wheelObstacle() === undefined) {
  describe("the Python wheel", function () {
    this.timeout(60_000)
    const { version } = manifestOf("sdk/package.json")

    it("holds the package's modules, its licence, and no other file", () => {
      using wheel = buildWheel()
      assert.equal(path.basename(wheel.file), `lapline-${version}-py3-none-any.whl`)
      const script = "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist())"
      const names = execFileSync("python3", ["-c", script, wheel.file], { encoding: "utf8" })
      // Newer setuptools keep licences in a folder.
      const found = names.trim().replace(".dist-info/licenses/", ".dist-info/").split(" ")
      const modules = repositoryFiles
        .filter((file) => file.startsWith("sdk/python/lapline/"))
        .map((file) => file.replace("sdk/python/", ""))
      const about = ["LICENSE", "METADATA", "RECORD", "WHEEL", "top_level.txt"].map(
        (file) => `lapline-${version}.dist-info/${file}`
      )
      assert.deepEqual(found.toSorted(), [...modules, ...about].toSorted())
    })

    it("is the same, byte for byte, each time it is built", () => {
      using first = buildWheel()
      using second = buildWheel()
      assert.ok(readFileSync(first.file).equals(readFileSync(second.file)))
    })
  })
}
