/** Where things stand in the trace view: ranges, ticks, bars, lines, the overview. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { FLAGS } from "../../../extension/protocol/trace-columns.ts"
import { inkOn } from "../../../extension/webview/page/ink.ts"
import { barOf, labelSide } from "../../../extension/webview/trace/bar.ts"
import { minimapPlan } from "../../../extension/webview/trace/minimap-plan.ts"
import { pathSegments, segmentsOf } from "../../../extension/webview/trace/path-segments.ts"
import {
  around,
  clamp,
  lengthOf,
  pan,
  pointAt,
  zoom
} from "../../../extension/webview/trace/range.ts"
import { ticksIn } from "../../../extension/webview/trace/ticks.ts"
import { reveal, treeRows } from "../../../extension/webview/trace/tree-rows.ts"
import { anyTrace, drawn } from "./made-trace.ts"

const whole = { from: 0, to: 1000 }
const anyRange = fc
  .tuple(
    fc.double({ min: -2000, max: 2000, noNaN: true }),
    fc.double({ min: 0.001, max: 3000, noNaN: true })
  )
  .map(([from, length]) => ({ from, to: from + length }))
const inside = fc
  .tuple(fc.double({ min: 0, max: 900, noNaN: true }), fc.double({ min: 1, max: 100, noNaN: true }))
  .map(([from, length]) => ({ from, to: from + length }))
const near = (a: number, b: number, by = 1e-6) =>
  assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`)

describe("a range", () => {
  it("never leaves the whole, and keeps its length where that fits", () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        const { from, to } = clamp(range, whole)
        assert.ok(from >= 0 && to <= 1000 + 1e-9 && to > from)
        if (lengthOf(range) <= 1000) near(to - from, lengthOf(range))
      })
    )
  })

  it("zooms around the point that is held, and back to where it was", () => {
    const factor = fc.double({ min: 0.05, max: 0.95, noNaN: true })
    const anchor = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(inside, factor, anchor, (range, by, at) => {
        const closer = zoom(range, by, at, whole)
        near(pointAt(closer, at * 500, 500), pointAt(range, at * 500, 500))
        const back = zoom(closer, 1 / by, at, whole)
        near(back.from, range.from)
        near(back.to, range.to)
      })
    )
  })

  it("pans without changing its length, up to the ends", () => {
    fc.assert(
      fc.property(inside, fc.double({ min: -20, max: 20, noNaN: true }), (range, part) => {
        near(lengthOf(pan(range, part, whole)), lengthOf(range))
      })
    )
    assert.equal(pan({ from: 10, to: 20 }, -5, whole).from, 0)
  })

  it("shows a span with air around it, even one without length", () => {
    assert.deepEqual(around({ from: 100, to: 200 }, whole), { from: 90, to: 210 })
    assert.ok(lengthOf(around({ from: 5, to: 5 }, whole)) > 0)
  })
})

describe("ticks", () => {
  it("are round, in the range and no more than asked for", () => {
    fc.assert(
      fc.property(anyRange, fc.integer({ min: 1, max: 20 }), (range, most) => {
        const ticks = ticksIn(range, most)
        assert.ok(ticks.length <= most)
        for (const tick of ticks) assert.ok(tick >= range.from - 1e-6 && tick <= range.to + 1e-6)
      })
    )
    assert.deepEqual(ticksIn({ from: 0, to: 1840 }, 5), [0, 500, 1000, 1500])
    assert.deepEqual(ticksIn({ from: 3, to: 3 }, 5), [])
  })
})

describe("a bar", () => {
  it("is cut at the edges of the view and never too thin to be seen", () => {
    fc.assert(
      fc.property(inside, anyRange, (range, { from, to }) => {
        const bar = barOf(from, to - from, range, 300)
        assert.equal(bar === undefined, to < range.from || from > range.to)
        if (bar === undefined) return
        assert.ok(bar.left >= 0 && bar.width >= 2 && bar.left + bar.width <= 300 + 2.000001)
      })
    )
  })

  it("is none without a time", () => {
    assert.equal(barOf(Number.NaN, 5, whole, 300), undefined)
    assert.equal(barOf(5, Number.NaN, whole, 300), undefined)
  })

  it("has its label where there is room", () => {
    assert.equal(labelSide({ left: 0, width: 100 }, 50, 300), "right")
    assert.equal(labelSide({ left: 200, width: 90 }, 50, 300), "left")
    assert.equal(labelSide({ left: 10, width: 280 }, 50, 300), "inside")
  })
})

describe("the lines of the tree", () => {
  it("are all spans but those inside a folded one", () => {
    fc.assert(
      fc.property(anyTrace, fc.array(fc.nat(), { maxLength: 8 }), ({ depth, parent }, picks) => {
        const folded = new Set(picks.map((pick) => pick % depth.length))
        const { spans, lineOf } = treeRows(depth, folded)
        const isHidden = (span: number): boolean => {
          const above = parent[span] ?? -1
          return above >= 0 && (folded.has(above) || isHidden(above))
        }
        const wanted = [...depth.keys()].filter((span) => !isHidden(span))
        assert.deepEqual([...spans], wanted)
        for (const span of depth.keys()) assert.equal(lineOf[span], wanted.indexOf(span))
        const last = depth.length - 1
        assert.ok((treeRows(depth, reveal(folded, parent, last)).lineOf[last] ?? -1) >= 0)
      })
    )
  })
})

describe("the overview of a trace", () => {
  it("covers every pixel that a span covers, on its lane, and marks every failure", () => {
    fc.assert(
      fc.property(
        anyTrace,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (trace, width, lanes) => {
          const marks = minimapPlan(trace, width, lanes)
          const scale = trace.durationMs > 0 ? width / trace.durationMs : 0
          for (const [span, startMs] of trace.startMs.entries()) {
            const endMs = startMs + (trace.spanMs[span] ?? 0)
            if (!(endMs >= 0 && startMs <= trace.durationMs)) continue
            const lane = Math.min(trace.depth[span] ?? 0, lanes - 1)
            const isFailed = ((trace.flags[span] ?? 0) & FLAGS.failed) !== 0
            const at = Math.min(width - 1, Math.max(0, Math.floor(startMs * scale)))
            const to = Math.min(width, Math.max(at + 1, Math.ceil(endMs * scale)))
            const covering = marks.filter(
              (mark) => mark.lane === lane && mark.left <= at && mark.left + mark.width >= to
            )
            assert.ok(covering.length > 0)
            if (isFailed) {
              assert.ok(
                covering.some((mark) => ((trace.flags[mark.span] ?? 0) & FLAGS.failed) !== 0)
              )
            }
          }
          assert.ok(marks.every(({ left, width: wide }) => left >= 0 && left + wide <= width))
        }
      )
    )
  })

  it("draws a thousand spans on one pixel once", () => {
    const spans = Array.from(
      { length: 1000 },
      (_, index) => `  s ${index / 1000} ${(index + 1) / 1000}`
    )
    assert.equal(minimapPlan(drawn(["root 0 1000", ...spans].join("\n")), 100, 4).length, 2)
    const failed = spans.map((span) => `${span} failed`)
    assert.equal(minimapPlan(drawn(["root 0 1000", ...failed].join("\n")), 100, 4).length, 2)
  })
})

describe("the segments of the critical path", () => {
  it("are found by span, in their order", () => {
    const spans = fc.array(fc.nat({ max: 9 }), { maxLength: 60 })
    fc.assert(
      fc.property(spans, (list) => {
        const sorted = pathSegments(Uint32Array.from(list), 10)
        for (let span = 0; span < 10; span++) {
          const wanted = list.flatMap((each, index) => (each === span ? [index] : []))
          assert.deepEqual([...segmentsOf(sorted, span)], wanted)
        }
      })
    )
  })
})

describe("the ink on a colour", () => {
  it("has at least the contrast that text needs", () => {
    const channel = fc.integer({ min: 0, max: 255 })
    const luminance = (channels: readonly number[]) =>
      channels
        .map((value) => value / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0)
    fc.assert(
      fc.property(channel, channel, channel, (red, green, blue) => {
        const light = luminance([red, green, blue])
        const ink = inkOn(`rgb(${red}, ${green}, ${blue})`)
        const contrast = ink === "#000000" ? (light + 0.05) / 0.05 : 1.05 / (light + 0.05)
        assert.ok(contrast >= 4.5, `${contrast}`)
      })
    )
  })
})
