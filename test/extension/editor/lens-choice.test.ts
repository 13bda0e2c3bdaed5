/** Which lap times the editor shows, and in what words. */
import assert from "node:assert/strict"
import { chooseLenses, lensText } from "../../../extension/editor/lens-choice.ts"
import type { LensSettings } from "../../../extension/editor/settings.ts"
import { lensTitle } from "../../../sdk/analyze/format.ts"
import { placedSite } from "./made-sites.ts"

const all: LensSettings = {
  enabled: true,
  placement: "above",
  hiddenMetrics: [],
  minimumMs: 0,
  perLine: 2
}
const sites = [
  placedSite({ line: 9, name: "b", totalMs: 5, metric: "db_query" }),
  placedSite({ line: 3, name: "small", totalMs: 1 }),
  placedSite({ line: 3, name: "large", totalMs: 9 }),
  placedSite({ line: 3, name: "middle", totalMs: 4 })
]
const chosen = (settings: Partial<LensSettings>) =>
  chooseLenses(sites, { ...all, ...settings }).map(
    ({ line, sites }) => `${line + 1}: ${sites.map(({ site }) => site.name).join(" ")}`
  )

describe("choosing lenses", () => {
  it("puts the most time first, line by line, at most so many on one", () => {
    assert.deepEqual(chosen({}), ["9: b", "3: large middle"])
    assert.deepEqual(chosen({ perLine: 1 }), ["9: b", "3: large"])
  })
  it("leaves out what the settings hide", () => {
    assert.deepEqual(chosen({ hiddenMetrics: ["db_query"] }), ["3: large middle"])
    assert.deepEqual(chosen({ minimumMs: 5 }), ["9: b", "3: large"])
    assert.deepEqual(chosen({ enabled: false }), [])
  })
})

describe("a lens's words", () => {
  const words = (site: ReturnType<typeof placedSite>, isAlone = true) =>
    lensText(site, { isAlone, edited: "edited since the run" })

  it("are the report's own when the site is alone on its line", () => {
    const placed = placedSite({ name: "execute_tool CheckEligibility" })
    assert.equal(words(placed), lensTitle(placed.site))
  })
  it("name the site where a line has several, harmlessly", () => {
    const placed = placedSite({ name: "execute_tool $(alert)" })
    assert.equal(words(placed, false), `$\u200b(alert): ${lensTitle(placed.site)}`)
  })
  it("say when the code was edited since", () => {
    const placed = placedSite({}, { state: "edited" })
    assert.equal(words(placed), `edited since the run · ${lensTitle(placed.site)}`)
  })
})
