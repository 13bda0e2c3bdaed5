/** Refreshes are let through at once, then at most once an interval, and none is lost. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { createThrottle, type Clock } from "../../../extension/editor/throttle.ts"

/** A clock that a test turns by hand. */
const handClock = () => {
  let nowMs = 0
  let waiting: { readonly atMs: number; readonly run: () => void }[] = []
  const clock: Clock = {
    nowMs: () => nowMs,
    after: (delayMs, run) => {
      const entry = { atMs: nowMs + delayMs, run }
      waiting.push(entry)
      return { cancel: () => void (waiting = waiting.filter((each) => each !== entry)) }
    }
  }
  const advance = (byMs: number) => {
    const untilMs = nowMs + byMs
    for (;;) {
      const next = waiting
        .filter(({ atMs }) => atMs <= untilMs)
        .toSorted((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      waiting = waiting.filter((each) => each !== next)
      nowMs = Math.max(nowMs, next.atMs)
      next.run()
    }
    nowMs = untilMs
  }
  return { clock, advance, waiting: () => waiting.length }
}

describe("the refresh throttle", () => {
  it("never fires twice within the interval, and always after the last request", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600), { maxLength: 30 }), (pauses) => {
        const { clock, advance } = handClock()
        const fired: number[] = []
        const throttle = createThrottle(
          () => fired.push(clock.nowMs()),
          () => 250,
          clock
        )
        let lastRequestMs = Number.NEGATIVE_INFINITY
        for (const pause of pauses) {
          advance(pause)
          throttle.request()
          lastRequestMs = clock.nowMs()
        }
        advance(250)
        for (const [index, atMs] of fired.entries()) {
          if (index > 0) assert.ok(atMs - (fired[index - 1] ?? 0) >= 250, String(fired))
        }
        assert.ok((fired.at(-1) ?? Number.NEGATIVE_INFINITY) >= lastRequestMs)
      })
    )
  })

  it("leaves four fifths of the time free, however long a run takes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { minLength: 1, maxLength: 20 }), (durations) => {
        const { clock, advance } = handClock()
        const runs: { readonly fromMs: number; readonly toMs: number }[] = []
        const throttle = createThrottle(
          () => {
            const fromMs = clock.nowMs()
            advance(durations[runs.length % durations.length] ?? 0)
            runs.push({ fromMs, toMs: clock.nowMs() })
          },
          () => 250,
          clock
        )
        for (let step = 0; step < 50; step++) {
          throttle.request()
          advance(1_000)
        }
        assert.ok(runs.length > 1)
        for (const [index, { fromMs }] of runs.entries()) {
          const before = runs[index - 1]
          if (before === undefined) continue
          assert.ok(fromMs - before.toMs >= 4 * (before.toMs - before.fromMs))
        }
      })
    )
  })

  it("lets the first request through without waiting", () => {
    const { clock, advance } = handClock()
    let count = 0
    createThrottle(
      () => count++,
      () => 250,
      clock
    ).request()
    advance(0)
    assert.equal(count, 1)
  })

  it("forgets what is pending when it is disposed", () => {
    const { clock, waiting } = handClock()
    const throttle = createThrottle(
      () => undefined,
      () => 250,
      clock
    )
    throttle.request()
    throttle.dispose()
    assert.equal(waiting(), 0)
  })
})
