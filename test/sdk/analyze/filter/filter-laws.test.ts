/** What holds for every filter: it is read as written, never throws, and stars mean what they mean elsewhere. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { parseFilter } from "../../../../sdk/analyze/filter/filter.ts"
import { isPathEnd, isWhole, isWithin } from "../../../../sdk/analyze/filter/pattern.ts"
import type { LapRecord } from "../../../../sdk/record/record.ts"
import { anyFilterText, anyRecord } from "./filter-arbitrary.ts"
import { aRecord } from "../drawn-trace.ts"

/** The same question put to a regular expression. */
const expression = (pattern: readonly string[]) =>
  pattern.map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("[^]*")

const pattern = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "/", "."), maxLength: 3 }), {
  minLength: 1,
  maxLength: 4
})
const text = fc.string({ unit: fc.constantFrom("a", "b", "/", "."), maxLength: 10 })

type Tree =
  | { readonly _tag: "Leaf"; readonly term: string; readonly holds: (record: LapRecord) => boolean }
  | { readonly _tag: "And" | "Or"; readonly left: Tree; readonly right: Tree }
  | { readonly _tag: "Not"; readonly inner: Tree }

const leaf = fc.constantFrom<Tree>(
  { _tag: "Leaf", term: "status=ok", holds: ({ status }) => status === "ok" },
  { _tag: "Leaf", term: "name=a*", holds: ({ name }) => name.startsWith("a") },
  { _tag: "Leaf", term: "duration > 5ms", holds: ({ durationMs }) => (durationMs ?? 0) > 5 }
)

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({
      _tag: fc.constantFrom("And" as const, "Or" as const),
      left: tie("tree"),
      right: tie("tree")
    }),
    fc.record({ _tag: fc.constant("Not" as const), inner: tie("tree") })
  )
}))

const holds = (node: Tree, record: LapRecord): boolean => {
  switch (node._tag) {
    case "Leaf":
      return node.holds(record)
    case "Not":
      return !holds(node.inner, record)
    case "And":
      return holds(node.left, record) && holds(node.right, record)
    case "Or":
      return holds(node.left, record) || holds(node.right, record)
  }
}

/** With no parenthesis that is not needed. */
const print = (node: Tree, outer: 0 | 1 | 2): string => {
  const strength = { Or: 0, And: 1, Not: 2, Leaf: 3 }[node._tag]
  const inner = () => {
    switch (node._tag) {
      case "Leaf":
        return node.term
      case "Not":
        return `not ${print(node.inner, 2)}`
      case "And":
        return `${print(node.left, 1)} and ${print(node.right, 1)}`
      case "Or":
        return `${print(node.left, 0)} or ${print(node.right, 0)}`
    }
  }
  return strength < outer ? `(${inner()})` : inner()
}

const small = fc
  .record({
    status: fc.constantFrom("ok" as const, "error" as const),
    name: fc.constantFrom("ab", "b"),
    durationMs: fc.constantFrom(null, 5, 6)
  })
  .map(aRecord)

describe("every filter", () => {
  it("finds with and, or, not and parentheses what logic says", () => {
    fc.assert(
      fc.property(tree, small, (node, record) => {
        const filter = parseFilter(print(node, 0))
        assert.ok(filter._tag === "Filter", print(node, 0))
        assert.equal(filter.matches(record), holds(node, record), print(node, 0))
      }),
      { numRuns: 2_000 }
    )
  })

  it("finds any text that is put in quotes, and that alone", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 200 }), (name) => {
        const quoted = `"${name.replace(/["\\]/g, "\\$&")}"`
        const filter = parseFilter(`name=${quoted}`)
        assert.ok(filter._tag === "Filter", JSON.stringify(filter))
        assert.ok(filter.matches(aRecord({ name })))
        assert.ok(!filter.matches(aRecord({ name: `${name}.` })))
      })
    )
  })

  it("is taken or refused with a place in the text, and never throws", () => {
    fc.assert(
      fc.property(anyFilterText, anyRecord, (written, record) => {
        const filter = parseFilter(written)
        if (filter._tag === "Filter") return void filter.matches(record)
        assert.ok(filter.at >= 0 && filter.at <= written.length, JSON.stringify(filter))
        assert.ok(filter.length >= 1 && filter.at + filter.length <= written.length + 1)
        assert.ok(filter.message !== "" && filter.hint !== "")
      }),
      { numRuns: 3_000 }
    )
  })
})

describe("a pattern", () => {
  const check = (
    name: string,
    matches: (parts: readonly string[], text: string) => boolean,
    wrap: (expression: string) => RegExp
  ) =>
    it(name, () => {
      fc.assert(
        fc.property(pattern, text, (parts, text) => {
          assert.equal(matches(parts, text), wrap(expression(parts)).test(text))
        }),
        { numRuns: 3_000 }
      )
    })

  check("is the whole text or is not", isWhole, (inner) => new RegExp(`^${inner}$`))
  check("stands within the text or does not", isWithin, (inner) => new RegExp(inner))
  check("is a path from one of its folders on", isPathEnd, (inner) => {
    return new RegExp(`^(?:[^]*/)?${inner}$`)
  })
})
