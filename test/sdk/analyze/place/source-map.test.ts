/** Lines of generated code lead back to their sources, by maps that esbuild makes. */
import assert from "node:assert/strict"
import { transformSync } from "esbuild"
import fc from "fast-check"
import { mapUrlOf, originalLines } from "../../../../sdk/analyze/place/source-map.ts"

const source = [
  "interface Order { readonly id: string }",
  "",
  "export const one = (order: Order): string => {",
  "  return order.id",
  "}",
  "",
  "export const two = (): string => one({ id: 'x' })"
].join("\n")
const generated = (minify: boolean) =>
  transformSync(source, {
    loader: "ts",
    sourcemap: "external",
    sourcefile: "src/a.ts",
    minify
  })

describe("the original of a generated line", () => {
  it("is the line that it was made of, with what the source said then", () => {
    const { code, map } = generated(false)
    const lines = code.split("\n")
    for (const text of ["const one", "return order.id", "const two"]) {
      const at = lines.findIndex((line) => line.includes(text))
      const [first] = originalLines(map, at + 1)
      assert.equal(first?.source, "src/a.ts")
      assert.match(source.split("\n")[first.line - 1] ?? "", new RegExp(text))
      assert.equal(first.text, source)
    }
  })

  it("is one of many where all stands on one line", () => {
    const { map } = generated(true)
    assert.deepEqual(
      originalLines(map, 1).map(({ line }) => line),
      [3, 4, 7]
    )
  })

  it("is none for what is no map, whatever it is", () => {
    const junk = fc.oneof(fc.string(), fc.json(), fc.constant('{"version":3,"sections":[]}'))
    fc.assert(
      fc.property(junk, fc.integer({ min: -5, max: 1e6 }), (text, line) => {
        assert.deepEqual(originalLines(text, line), [])
      })
    )
    assert.deepEqual(originalLines('{"mappings":"!!!,é;AAAA","sources":[null]}', 2), [])
  })

  it("has its map where the generated text says at its end", () => {
    assert.equal(mapUrlOf("a()\n//# sourceMappingURL=x.js.map\n"), "x.js.map")
    assert.equal(mapUrlOf("a()"), undefined)
    assert.equal(mapUrlOf("//# sourceMappingURL=x.map\nb()"), undefined)
  })
})
