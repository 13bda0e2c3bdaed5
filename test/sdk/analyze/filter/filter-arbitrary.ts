/** Any text that might be given as a filter, and any record that it might be put to, hostile ones among them. */

import fc from "fast-check"
import { FIELDS } from "../../../../sdk/analyze/filter/field.ts"
import { aRecord } from "../drawn-trace.ts"

const KEYS = [...FIELDS.keys(), "attr.a", "attr.__proto__", "attr."]
const WORDS = "and or not AND ( ) = != : > < >= <= 5ms 50 1e9s failed ok a ** !".split(" ")
const PIECES = [...KEYS, ...WORDS, '"', "\\", "*", " ", "\u202E"]

const repeated = fc
  .tuple(fc.constantFrom(...PIECES, "a*", "((", "not "), fc.integer({ min: 1, max: 500 }))
  .map(([piece, count]) => piece.repeat(count).slice(0, 501))

export const anyFilterText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join("")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(" ")),
  fc.string({ unit: "binary", maxLength: 200 }),
  repeated
)

/** Up to what a line may hold. */
const long = fc
  .tuple(
    fc.constantFrom("a", "ab", "/", "a/", "*", "\\", "ß", "\u0130"),
    fc.integer({ max: 60_000, min: 0 })
  )
  .map(([piece, length]) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length))

const word = fc.oneof(long, fc.string({ unit: "binary", maxLength: 50 }))

export const anyRecord = fc
  .record({
    name: word,
    toolName: fc.option(word, { nil: undefined }),
    durationMs: fc.oneof(fc.constant(null), fc.double({ min: 0, noNaN: true })),
    code: fc.record({
      file: fc.option(word, { nil: undefined }),
      line: fc.option(fc.nat(), { nil: undefined }),
      function: fc.option(word, { nil: undefined })
    }),
    attributes: fc.dictionary(
      fc.constantFrom("a", "b", "__proto__"),
      fc.oneof(word, fc.jsonValue())
    )
  })
  .map(aRecord)
