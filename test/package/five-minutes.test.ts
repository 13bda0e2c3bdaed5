/** The five minutes of each package's README, from the packed files and not from the source tree. */
import assert from "node:assert/strict"
import { textOf } from "../repository.ts"
import { packTarball, type Tarball } from "./tarball.ts"
import { saidBy, walk, type Walked } from "./walk.ts"
import { buildWheel, wheelObstacle } from "./wheel.ts"

/** The row below the heading of the report's first table: what spent the most time. */
const firstRow = (report: string): string => {
  const lines = report.split("\n")
  return lines[lines.findIndex((line) => /^ *where +what /.test(line)) + 1] ?? ""
}

/** The README's own sentence about the report holds: the place it names comes first, and is the line it says. */
const checkReport = (readme: string, section: string, walked: Walked): void => {
  const after = readme.slice(readme.indexOf(`\n## ${section}\n`))
  const [, place = "", line = ""] = /The report names `(\S+?:(\d+))`/.exec(after) ?? []
  const row = firstRow(saidBy(walked, "npx lapline report"))
  assert.match(row, new RegExp(`^ *${place.replace(".", "\\.")} .*policy_lookup +3 `))
  const [file = ""] = place.split(":")
  const source = walked.files.get(file)?.split("\n")[Number(line) - 1] ?? ""
  assert.match(source, /policy_lookup/)
}

describe("the five minutes", function () {
  this.timeout(300_000)
  let tarball: Tarball

  before(() => {
    tarball = packTarball()
  })
  after(() => tarball[Symbol.dispose]())

  for (const section of ["Five minutes", "Five minutes, with Effect"]) {
    it(`of the npm package work as written: ${section}`, async () => {
      const readme = textOf("sdk/README.md")
      const published = { "npm install lapline": `npm install ${tarball.file}` }
      const walked = await walk({ readme, section, published })
      assert.equal(saidBy(walked, "node agent"), "[ 'Approved.', 'Too late.', 'Approved.' ]\n")
      checkReport(readme, section, walked)
    })
  }

  if (wheelObstacle() === undefined) {
    it("of the Python package work as written", async () => {
      using wheel = buildWheel()
      const readme = textOf("sdk/python/README.md")
      const published = {
        "pip install lapline": `pip install ${wheel.file}`,
        "npx lapline": `npx --package ${tarball.file} lapline`
      }
      const section = "Five minutes"
      const walked = await walk({ readme, section, published })
      assert.equal(saidBy(walked, "python agent"), "['Approved.', 'Too late.', 'Approved.']\n")
      checkReport(readme, section, walked)
    })
  }
})
