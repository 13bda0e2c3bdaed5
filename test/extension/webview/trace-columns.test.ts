/** Columns cross the border to a webview whole, and nothing else does. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { readFromTrace, readToTrace } from "../../../extension/protocol/trace-messages.ts"
import { FLAGS, readColumns } from "../../../extension/protocol/trace-columns.ts"
import { criticalPath } from "../../../sdk/analyze/critical-path.ts"
import { waterfallOf } from "../../../sdk/analyze/waterfall.ts"
import { anyTrace, anyTree, columns } from "./made-trace.ts"

const none = (value: number) => (Number.isNaN(value) ? null : value)

describe("a trace as columns", () => {
  it("has the rows and figures of the waterfall", () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const trace = columns(tree)
        const { rows, durationMs } = waterfallOf(tree)
        assert.equal(trace.durationMs, durationMs)
        const shown = rows.map((_, row) => ({
          name: trace.texts[trace.name[row] ?? -1],
          depth: trace.depth[row],
          offsetMs: none(trace.startMs[row] ?? 0),
          durationMs: none(trace.spanMs[row] ?? 0),
          selfMs: none(trace.selfMs[row] ?? 0),
          isSynthetic: ((trace.flags[row] ?? 0) & FLAGS.synthetic) !== 0
        }))
        const wanted = rows.map(({ name, depth, offsetMs, durationMs, selfMs, isSynthetic }) => {
          return { name, depth, offsetMs, durationMs, selfMs, isSynthetic }
        })
        assert.deepEqual(shown, wanted)
        assert.equal(trace.pathSpan.length, criticalPath(tree).length)
      })
    )
  })

  it("puts the critical path on the axis of the rows, without gap, from its start to its end", () => {
    fc.assert(
      fc.property(anyTrace, ({ pathStartMs, pathEndMs, durationMs }) => {
        let reached = 0
        for (const [index, startMs] of pathStartMs.entries()) {
          assert.ok(Math.abs(startMs - reached) < 1e-6)
          reached = pathEndMs[index] ?? 0
        }
        if (pathStartMs.length > 0) assert.ok(Math.abs(reached - durationMs) < 1e-6)
      })
    )
  })

  it("is read back as it was sent", () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const message = { _tag: "Trace", ref: { folder: "f" }, trace }
        assert.deepEqual(readToTrace(structuredClone(message)), message)
      })
    )
  })

  it("is refused when a column is short, of another type, or points outside", () => {
    fc.assert(
      fc.property(anyTrace, fc.nat(), (trace, pick) => {
        const keys = ["name", "metric", "place", "depth", "parent", "startMs", "spanMs", "flags"]
        const key = keys[pick % keys.length] as "name"
        const column = trace[key]
        assert.equal(readColumns({ ...trace, [key]: column.slice(1) }), undefined)
        assert.equal(readColumns({ ...trace, [key]: [...column] }), undefined)
        const outside = trace.name.slice()
        outside[pick % outside.length] = trace.texts.length
        assert.equal(readColumns({ ...trace, name: outside }), undefined)
        const knot = trace.parent.slice()
        knot[0] = 0
        assert.equal(readColumns({ ...trace, parent: knot }), undefined)
      })
    )
  })

  it("is made once for each text, with control characters as marks", () => {
    fc.assert(
      fc.property(anyTrace, ({ texts }) => {
        assert.equal(new Set(texts).size, texts.length)
        for (const text of texts) assert.doesNotMatch(text, /[\u0000-\u001f]/)
      })
    )
  })
})

describe("messages of the trace view", () => {
  it("are nothing when they are anything", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(readToTrace(value), undefined)
        assert.equal(readFromTrace(value), undefined)
      })
    )
  })

  it("carry rows and versions that are whole numbers from 0 on", () => {
    const describe = { _tag: "Describe", version: 1, span: 3 }
    assert.deepEqual(readFromTrace(describe), describe)
    for (const span of [-1, 1.5, Number.NaN, "3", null]) {
      assert.equal(readFromTrace({ ...describe, span }), undefined)
      assert.equal(readToTrace({ _tag: "Select", span }), undefined)
    }
  })
})
