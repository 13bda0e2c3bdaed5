/** Sites held in a text while it is edited, replaced and measured again. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { createLastRuns } from "../../../../sdk/analyze/place/last-run.ts"
import { createPlacedText } from "../../../../sdk/analyze/place/placed-text.ts"
import type { LapRecord } from "../../../../sdk/record/record.ts"
import { applyEdit } from "./apply-edit.ts"

const source = ["// head", "one(() => {", "  a()", "})", "two(() => {", "  b()", "})"]
const measured = (key: string, line: number, runId = "r1") => ({
  key,
  line,
  runId,
  names: { name: key, step: "total", function: undefined }
})
const untouched = (lines: readonly string[]) => ({
  run: { _tag: "Certain" as const, lines },
  disk: lines
})
const insert = (line: number, text: string) => ({
  startLine: line,
  startCharacter: 0,
  endLine: line,
  endCharacter: 0,
  text
})

describe("a placed text", () => {
  it("knows a measurement until a later run brings another", () => {
    const text = createPlacedText(source)
    text.measure(measured("one", 2), untouched(source))
    assert.deepEqual(
      [text.knows("one", "r1"), text.knows("one", "r2"), text.knows("two", "r1")],
      [true, false, false]
    )
    assert.deepEqual(text.placeOf("one"), { line: 1, state: "fresh" })
    assert.equal(text.placeOf("two"), undefined)
  })

  it("carries a line measured on disk to where the unsaved text has it", () => {
    const text = createPlacedText(["// new", "", ...source])
    text.measure(measured("two", 5), untouched(source))
    assert.deepEqual(text.placeOf("two"), { line: 6, state: "moved" })
  })

  it("keeps its sites when the file is replaced around them", () => {
    const text = createPlacedText(source)
    text.measure(measured("one", 2), untouched(source))
    text.measure(measured("two", 5), untouched(source))
    text.replace([...source.slice(0, 3), "  more()", ...source.slice(3)])
    assert.deepEqual(text.placeOf("one"), { line: 1, state: "edited" })
    assert.deepEqual(text.placeOf("two"), { line: 5, state: "moved" })
    text.replace(["nothing"])
    assert.deepEqual(text.placeOf("two"), { line: undefined, reason: "line gone" })
    text.replace(source)
    assert.deepEqual(text.placeOf("two"), { line: 4, state: "fresh" })
  })

  it("says the same whether edits were seen or found afterwards", () => {
    const edit = fc.record({ at: fc.nat(7), text: fc.constantFrom("x\n", "\n\n", "// y\n") })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        const [seen, found] = [createPlacedText(source), createPlacedText(source)]
        for (const text of [seen, found]) text.measure(measured("two", 5), untouched(source))
        let lines: readonly string[] = source
        for (const { at, text } of edits) {
          const change = insert(Math.min(at, lines.length - 1), text)
          lines = applyEdit(lines, change)
          seen.edit([change], lines)
        }
        found.replace(lines)
        assert.deepEqual(found.placeOf("two"), seen.placeOf("two"))
      })
    )
  })
})

describe("the last run of a line", () => {
  it("is the one whose operation ended last, in whatever order they are read", () => {
    const record = (runId: string, endMicros: number): LapRecord => ({
      endMicros,
      runId,
      durationMs: 1,
      level: "",
      component: "",
      metric: "span",
      step: "total",
      name: "x",
      toolName: undefined,
      status: "ok",
      sessionId: undefined,
      orderId: undefined,
      traceId: undefined,
      spanId: undefined,
      parentSpanId: undefined,
      code: { file: "a.ts", line: 1, function: undefined },
      error: undefined,
      attributes: {},
      extra: {}
    })
    const runs = createLastRuns()
    for (const each of [record("b", 5), record("c", 9), record("a", 1)]) runs.see(each)
    assert.deepEqual(runs.of("a.ts", 1), { runId: "c", endMicros: 9 })
    assert.equal(runs.of("a.ts", 2), undefined)
  })
})
