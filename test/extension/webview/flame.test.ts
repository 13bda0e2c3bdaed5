/** The flame graph: what is merged, how wide it is, what is found at a point. */
import assert from "node:assert/strict"
import fc from "fast-check"
import {
  flameOf,
  frameAt,
  framesInView,
  levelCount,
  levelOf,
  ownTimeMs
} from "../../../extension/webview/trace/flame.ts"
import { anyTrace, drawn } from "./made-trace.ts"

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`)

describe("the flame graph", () => {
  it("merges spans of one name under one parent, the widest first", () => {
    const trace = drawn(`
      turn 0 100
        tool 0 30
          query 0 10
        model 30 40
        tool 50 90 failed
          query 50 60
          query 60 75
    `)
    const flame = flameOf(trace)
    const text = [...flame.from.keys()].map((frame) => {
      const name = trace.texts[trace.name[flame.slowest[frame] ?? 0] ?? 0]
      const place = `${levelOf(flame, frame)} ${flame.from[frame]}-${flame.to[frame]}`
      return `${place} ${name} n ${flame.spans[frame]} self ${flame.selfMs[frame]} failed ${flame.failed[frame]}`
    })
    assert.deepEqual(text, [
      "0 0-100 turn n 1 self 20 failed 0",
      "1 0-70 tool n 2 self 35 failed 1",
      "1 70-80 model n 1 self 10 failed 0",
      "2 0-35 query n 3 self 35 failed 0"
    ])
  })

  it("gives all self time to its frames and each frame a place inside of its parent's", () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const flame = flameOf(trace)
        near(flame.to[0] ?? 0, ownTimeMs(trace))
        near(
          flame.selfMs.reduce((sum, ms) => sum + ms, 0),
          ownTimeMs(trace)
        )
        assert.equal(
          flame.spans.reduce((sum, count) => sum + count, 0),
          trace.depth.length
        )
        for (const [frame, parent] of flame.parent.entries()) {
          if (parent < 0) continue
          assert.ok((flame.from[frame] ?? 0) >= (flame.from[parent] ?? 0) - 1e-6)
          assert.ok((flame.to[frame] ?? 0) <= (flame.to[parent] ?? 0) + 1e-6)
          assert.equal(levelOf(flame, frame), levelOf(flame, parent) + 1)
        }
      })
    )
  })

  it("finds at each point the frame that is drawn there, and draws what is in view alone", () => {
    const point = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(anyTrace, point, point, (trace, a, b) => {
        const flame = flameOf(trace)
        const whole = ownTimeMs(trace)
        const range = { from: Math.min(a, b) * whole, to: Math.max(a, b) * whole }
        for (let level = 0; level < levelCount(flame); level++) {
          const drawnFrames: number[] = []
          framesInView(flame, level, range, 0, (frame) => drawnFrames.push(frame))
          const wanted = [...flame.from.keys()].filter(
            (frame) =>
              levelOf(flame, frame) === level &&
              (flame.to[frame] ?? 0) > range.from &&
              (flame.from[frame] ?? 0) < range.to
          )
          assert.deepEqual(drawnFrames, wanted)
          const at = frameAt(flame, level, range.from)
          const there = [...flame.from.keys()].find(
            (frame) =>
              levelOf(flame, frame) === level &&
              (flame.from[frame] ?? 0) <= range.from &&
              (flame.to[frame] ?? 0) > range.from
          )
          assert.equal(at, there)
        }
        assert.equal(frameAt(flame, -1, 0), undefined)
        assert.equal(frameAt(flame, levelCount(flame), 0), undefined)
      })
    )
  })
})
