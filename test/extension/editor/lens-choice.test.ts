/** Which lap times the editor shows, and in what words. */
import assert from "node:assert/strict"
import { chooseLenses, heatOf, lensText } from "../../../extension/editor/lens-choice.ts"
import type { LensSettings } from "../../../extension/editor/settings.ts"
import { lensTitle } from "../../../sdk/analyze/lens-title.ts"
import { ENGLISH } from "../../../sdk/analyze/sentence.ts"
import { placedSite } from "./made-sites.ts"

const all: LensSettings = {
  enabled: true,
  placement: "above",
  hiddenMetrics: [],
  minimumMs: 0,
  perLine: 2,
  perFile: 0
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
  it("keeps the lines with the most time where a file gets only so many, in their order", () => {
    assert.deepEqual(chosen({ perFile: 1 }), ["3: large middle"])
    assert.deepEqual(chosen({ perFile: 2 }), ["9: b", "3: large middle"])
  })
})

describe("heat", () => {
  const line = (line: number, selfMs: number, state: "fresh" | "edited" = "fresh") =>
    placedSite({ line, name: `n${line}${selfMs}`, selfMs }, { state })
  it("rises in four steps with the time that a line spends itself, against the hottest one", () => {
    const lines = [line(1, 100), line(2, 30), line(3, 12), line(4, 3), line(5, 1)]
    assert.deepEqual(
      [...heatOf(lines, all, 100)],
      [
        [0, 4],
        [1, 3],
        [2, 2],
        [3, 1]
      ]
    )
  })
  it("adds up what one line holds, and leaves out code that was edited since", () => {
    assert.deepEqual([...heatOf([line(1, 6), line(1, 5)], all, 100)], [[0, 2]])
    assert.deepEqual([...heatOf([line(1, 100, "edited")], all, 100)], [])
    assert.deepEqual([...heatOf([line(1, 0)], all, 0)], [])
  })
})

describe("a lens's words", () => {
  const words = (site: ReturnType<typeof placedSite>, isAlone = true) =>
    lensText(site, { isAlone, edited: "edited since the run", language: ENGLISH })

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
