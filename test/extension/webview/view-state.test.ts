/** How each action and key changes what the trace view shows, and what it remembers. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { traceWords } from "../../../extension/protocol/trace-words.ts"
import { commandOf, keyHelp } from "../../../extension/webview/trace/keys.ts"
import { treeRows } from "../../../extension/webview/trace/tree-rows.ts"
import {
  memoryOf,
  recalledQuery,
  recalledView
} from "../../../extension/webview/trace/view-memory.ts"
import {
  failuresOf,
  firstView,
  noSearch,
  sceneOf,
  update,
  type Action,
  type View
} from "../../../extension/webview/trace/view-state.ts"
import { anyTrace, drawn } from "./made-trace.ts"

const trace = drawn(`
  turn 0 100
    tool 0 30
      query 0 10
    model 30 40
    tool 50 90 failed
      query 50 60
      query 60 75 failed
`)
const scene = sceneOf(trace)
const run = (actions: readonly Action[], view: View = firstView(scene)): View =>
  actions.reduce((current, action) => update(current, action, scene), view)
const nameOf = (span: number) => `${span} ${trace.texts[trace.name[span] ?? 0]}`
const walk = (...actions: readonly Action[]) => nameOf(run(actions).selected)

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ _tag: fc.constant("Select" as const), span: fc.integer({ min: -2, max: 50 }) }),
  fc.record({ _tag: fc.constant("Move" as const), lines: fc.integer({ min: -60, max: 60 }) }),
  fc.record({ _tag: fc.constant("Fold" as const), span: fc.nat({ max: 39 }) }),
  fc.record({
    _tag: fc.constantFrom(
      "Left" as const,
      "Right" as const,
      "Fit" as const,
      "Whole" as const,
      "Path" as const
    )
  }),
  fc.record({
    _tag: fc.constant("Zoom" as const),
    factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
    anchor: fc.double({ min: 0, max: 1, noNaN: true })
  }),
  fc.record({
    _tag: fc.constant("Pan" as const),
    part: fc.double({ min: -3, max: 3, noNaN: true })
  }),
  fc.record({
    _tag: fc.constant("Mode" as const),
    mode: fc.constantFrom("waterfall" as const, "flame" as const)
  }),
  fc.record({ _tag: fc.constant("Match" as const), step: fc.constantFrom(1 as const, -1 as const) })
)

describe("the trace view's state", () => {
  it("walks the lines, stops at both ends, and passes over what is folded", () => {
    assert.equal(walk({ _tag: "Move", lines: 2 }), "2 query")
    assert.equal(walk({ _tag: "Move", lines: -1 }), "0 turn")
    assert.equal(walk({ _tag: "Move", lines: 99 }), "6 query")
    assert.equal(walk({ _tag: "Fold", span: 1 }, { _tag: "Move", lines: 2 }), "3 model")
  })

  it("goes left and right as a tree does", () => {
    const toQuery: Action = { _tag: "Select", span: 5 }
    assert.equal(walk(toQuery, { _tag: "Left" }), "4 tool")
    const folded = run([toQuery, { _tag: "Left" }, { _tag: "Left" }])
    assert.deepEqual([...folded.folded], [4])
    const opened = run([{ _tag: "Right" }], folded)
    assert.deepEqual([...opened.folded], [])
    assert.equal(nameOf(run([{ _tag: "Right" }], opened).selected), "5 query")
  })

  it("takes the selection out of what is folded around it, and unfolds around what is selected", () => {
    const folded = run([
      { _tag: "Select", span: 2 },
      { _tag: "Fold", span: 0 }
    ])
    assert.equal(folded.selected, 0)
    const shown = run([{ _tag: "Select", span: 6 }], folded)
    assert.ok((treeRows(trace.depth, shown.folded).lineOf[6] ?? -1) >= 0)
  })

  it("goes through matches and failures in a circle, from where it is", () => {
    const search = { ...noSearch, query: "query", spans: Uint32Array.of(2, 5, 6) }
    const found = run([
      { _tag: "Select", span: 3 },
      { _tag: "Found", search }
    ])
    assert.equal(found.selected, 5)
    const steps = ([1, 1, -1] as const).map((step) => ({ _tag: "Match", step }) as const)
    assert.equal(run(steps.slice(0, 2), found).selected, 2)
    assert.equal(run(steps, found).selected, 6)
    const spans = failuresOf(trace)
    assert.deepEqual([...spans], [4, 6])
    assert.equal(walk({ _tag: "Failure", spans }, { _tag: "Failure", spans }), "6 query")
    assert.equal(walk({ _tag: "Match", step: 1 }), "0 turn")
  })

  it("walks the flame graph by levels and neighbours", () => {
    const flame: Action = { _tag: "Mode", mode: "flame" }
    assert.equal(walk(flame, { _tag: "Move", lines: 1 }), "4 tool")
    assert.equal(walk(flame, { _tag: "Move", lines: 1 }, { _tag: "Right" }), "3 model")
    assert.equal(walk(flame, { _tag: "Move", lines: 2 }), "6 query")
    assert.equal(walk(flame, { _tag: "Move", lines: 2 }, { _tag: "Move", lines: -99 }), "0 turn")
    assert.equal(walk(flame, { _tag: "Left" }), "0 turn")
  })

  it("zooms the picture that is shown and no other", () => {
    const fit = run([{ _tag: "Select", span: 4 }, { _tag: "Fit" }])
    assert.deepEqual(fit.range, { from: 46, to: 94 })
    assert.deepEqual(fit.flameRange, scene.wholeFlame)
    assert.deepEqual(run([{ _tag: "Whole" }], fit).range, scene.whole)
  })

  it("stays whole whatever is done: the selection can be seen, the ranges lie inside", () => {
    fc.assert(
      fc.property(anyTrace, fc.array(anyAction, { maxLength: 30 }), (made, actions) => {
        const here = sceneOf(made)
        let view = firstView(here)
        for (const action of actions) view = update(view, action, here)
        assert.ok((treeRows(made.depth, view.folded).lineOf[view.selected] ?? -1) >= 0)
        for (const [range, whole] of [
          [view.range, here.whole],
          [view.flameRange, here.wholeFlame]
        ] as const) {
          assert.ok(range.from >= whole.from - 1e-6 && range.to <= whole.to + 1e-6)
        }
        const recalled = recalledView(structuredClone(memoryOf(view, here)), here)
        assert.deepEqual(
          { ...recalled, search: noSearch },
          { ...view, search: noSearch, range: recalled.range, flameRange: recalled.flameRange }
        )
      })
    )
  })

  it("recalls nothing from a state that is not its own", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom("mode", "selected", "folded", "range", "rows"),
          fc.anything()
        ),
        (memory) => {
          const view = recalledView(memory, scene)
          assert.ok(view.selected >= 0 && view.selected < trace.depth.length)
          assert.ok(view.range.from >= 0 && view.range.to <= 100)
        }
      )
    )
    assert.equal(recalledQuery({ query: 1 }), "")
    assert.equal(recalledView({ rows: 3, selected: 2 }, scene).selected, 0)
  })
})

describe("the keys of the trace view", () => {
  const press = (key: string, isShifted = false, hasModifier = false) =>
    commandOf({ key, isShifted, hasModifier }, { lines: 10 })

  it("leave the editor its own", () => {
    for (const key of ["ArrowDown", "f", "/", "p"]) assert.equal(press(key, false, true), undefined)
    for (const key of ["Tab", "a", "F1", "s"]) assert.equal(press(key), undefined)
  })

  it("do what the help says, each of them", () => {
    const names: Readonly<Record<string, string>> = {
      "↑": "ArrowUp",
      "↓": "ArrowDown",
      "←": "ArrowLeft",
      "→": "ArrowRight",
      "−": "-",
      Esc: "Escape"
    }
    for (const [keys, word] of keyHelp) {
      assert.ok(traceWords[word].length > 0)
      for (const key of keys) {
        const [shift, plain = shift] = key.startsWith("Shift ") ? key.split(" ") : [undefined, key]
        const name = plain ?? ""
        assert.ok(press(names[name] ?? name, shift !== undefined), key)
      }
    }
  })

  it("move by a page, pan by a quarter, zoom in and out", () => {
    assert.deepEqual(press("PageDown"), { _tag: "Move", lines: 10 })
    assert.deepEqual(press("ArrowLeft", true), { _tag: "Pan", part: -0.25 })
    const [closer, back] = [press("+"), press("-")]
    assert.ok(closer?._tag === "Zoom" && back?._tag === "Zoom")
    assert.ok(Math.abs(closer.factor * back.factor - 1) < 1e-12)
  })
})
