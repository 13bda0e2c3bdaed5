/** New figures change the text over a line, and never where the line stands. */
import assert from "node:assert/strict"
import { removeLogs, runAgent } from "./agent-run.ts"
import { sharedWindow } from "./shared-window.ts"

/** Notes at every frame where the code's last measured line stands, as text that the page runs. */
const watch = `(() => {
  globalThis.tops = new Set()
  const look = () => {
    const line = [...document.querySelectorAll(".view-line")].find((each) =>
      each.textContent.includes("Lap.turn")
    )
    if (line) globalThis.tops.add(Math.round(line.getBoundingClientRect().top))
    globalThis.watching = requestAnimationFrame(look)
  }
  look()
})()`

describe("the layout of a measured file", function () {
  this.timeout(90_000)
  after(async () => {
    const { page } = await sharedWindow()
    await page.evaluate("cancelAnimationFrame(globalThis.watching)")
    await removeLogs(await sharedWindow())
  })

  it("stays as it is while new laps arrive: no line jumps", async () => {
    const window = await sharedWindow()
    const { ui, page } = window
    runAgent(window, 25)
    await ui.openFile("src/returns.ts")
    await ui.waitCodeLens(/n 25 · 100 % of turn/)
    await page.evaluate(watch)
    for (const n of [30, 35, 40]) {
      runAgent(window, 5)
      await ui.waitCodeLens(new RegExp(`n ${n} · 100 % of turn`))
    }
    const tops = await page.evaluate<readonly number[]>("[...globalThis.tops]")
    assert.equal(tops.length, 1, `the line stood at ${tops.join(", ")} px`)
  })
})
