/** From a stack trace to a place: lines of every form, maps of every kind, names of functions. */

import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { captureCallSite, parseStackLine } from "../../../sdk/trace/call-site.ts"
import { declaredName } from "../../../sdk/trace/declared-name.ts"
import { locateOnce, recordedPath } from "../../../sdk/trace/location.ts"
import { originalLocation } from "../../../sdk/trace/source-map.ts"
import { readStackLine } from "../../../sdk/trace/stack-reader.ts"
import { withFolder } from "./log.ts"

describe("a line of a stack trace", () => {
  const file = "/app/src/a b.ts"
  const lines: Readonly<Record<string, readonly [number, number, string | undefined] | undefined>> =
    {
      [`at check (${file}:12:3)`]: [12, 3, "check"],
      [`    at async check (${pathToFileURL(file).href}:12:3)`]: [12, 3, "check"],
      [`at ${pathToFileURL(file).href}:1:2`]: [1, 2, undefined],
      [`at new Shop (${file}:1:2)`]: [1, 2, "Shop"],
      [`at Object.<anonymous> (${file}:1:2)`]: [1, 2, undefined],
      [`at Object.check [as tool] (${file}:1:2)`]: [1, 2, "check"],
      [`at Shop.check (${file}:1:2)`]: [1, 2, "Shop.check"],
      "at node:internal/timers:1:2": undefined,
      "at Array.map (<anonymous>)": undefined,
      [`at eval (eval at run (${file}:1:2), <anonymous>:3:4)`]: undefined,
      "at native": undefined,
      "at wasm://wasm/0123:1:2": undefined,
      "at file://host/share%00:1:2": undefined,
      "": undefined
    }
  for (const [text, expected] of Object.entries(lines)) {
    it(`is read: ${text}`, () => {
      const found = parseStackLine(text)
      const told = found && ([found.line, found.column, found.functionName] as const)
      assert.deepEqual(told, expected)
      if (found !== undefined) assert.equal(found.file, file)
    })
  }
})

describe("a call site", () => {
  it("is the line of the call, whatever the stack trace limit is", () => {
    const limit = Error.stackTraceLimit
    const callee = () => captureCallSite(callee)
    for (const set of [0, 1, 50]) {
      Error.stackTraceLimit = set
      const site = callee()
      assert.equal(Error.stackTraceLimit, set)
      assert.match(site() ?? "", /source-line\.test\.ts:\d+:\d+/)
    }
    Error.stackTraceLimit = limit
  })

  it("is read in the words that Node has for it, and leaves later readers theirs", () => {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 3
    const error = new Error("message")
    const twin = new Error("message")
    Error.stackTraceLimit = limit
    const lastLine = (text: string | undefined) => text?.split("\n")[3]?.trim()
    const wording = Error.prepareStackTrace
    const read = readStackLine(() => lastLine(error.stack))
    assert.equal(Error.prepareStackTrace, wording)
    assert.equal(read?.replace(/:\d+:\d+/, ""), lastLine(twin.stack)?.replace(/:\d+:\d+/, ""))
    assert.match(new Error("later").stack ?? "", /^Error: later\n\s+at /)
  })

  it("is read in the words of a host that has its own", () => {
    const before = Error.prepareStackTrace
    Error.prepareStackTrace = () => "mine"
    try {
      assert.equal(
        readStackLine(() => new Error("any").stack),
        "mine"
      )
    } finally {
      Error.prepareStackTrace = before
    }
  })

  it("is nowhere when a host's own capture throws", () => {
    const throwing = () => {
      throw new Error("no")
    }
    assert.equal(locateOnce(throwing), undefined)
  })
})

describe("a source map", () => {
  const place = (file: string) => ({ file, line: 1, column: 1, functionName: undefined })
  const map = { version: 3, sources: ["../src/a.ts"], names: [], mappings: "AAMA" }

  it("is found beside the file, in a source root, and inside the file", () =>
    withFolder((folder) => {
      mkdirSync(join(folder, "out"))
      const write = (name: string, text: string) => {
        writeFileSync(join(folder, "out", name), text)
        return join(folder, "out", name)
      }
      write("beside.js.map", JSON.stringify(map))
      write("rooted.map", JSON.stringify({ ...map, sourceRoot: "../other/x" }))
      const inline = Buffer.from(JSON.stringify(map)).toString("base64")
      const long = Buffer.from(JSON.stringify({ ...map, x: "x".repeat(9_000) })).toString("base64")
      const originals = [
        write("beside.js", "1\n//# sourceMappingURL=beside.js.map\n"),
        write("rooted.js", "1\n//# sourceMappingURL=rooted.map"),
        write("inline.js", `1\n//# sourceMappingURL=data:application/json;base64,${inline}`),
        write(
          "long.js",
          `1\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${long}\n`
        )
      ].map((file) => originalLocation(place(file)))
      const source = join(folder, "src/a.ts")
      assert.deepEqual(
        originals.map(({ file, line }) => [file, line]),
        [
          [source, 7],
          [join(folder, "other/src/a.ts"), 7],
          [source, 7],
          [source, 7]
        ]
      )
    }))

  it("that is missing or broken leaves the place as it is", () =>
    withFolder((folder) => {
      const broken = ["{", '{"version":3}', '{"version":3,"sources":[],"mappings":"!!!"}', "null"]
      for (const [index, text] of broken.entries()) {
        const file = join(folder, `${index}.js`)
        writeFileSync(file, `1\n//# sourceMappingURL=${index}.map`)
        writeFileSync(join(folder, `${index}.map`), text)
        const { line, file: found } = originalLocation(place(file))
        assert.deepEqual([found, line], [file, 1], text)
      }
      const gone = join(folder, "gone.js")
      assert.equal(originalLocation(place(gone)).file, gone)
    }))
})

describe("the declared name", () => {
  const names: Readonly<Record<string, readonly [text: string, line: number]>> = {
    check: ["export const check = Lap.tool('x')(function* () {", 1],
    typed: ["let typed: Tool<A> =\n  Lap.tool('x')(function* () {", 2],
    several: ["const several = Lap.tool('x', {\n  attributes: { a: 1 }\n})(function* () {", 3],
    member: ["  member: Lap.tool('x')(function* () {", 1],
    field: ["  private readonly field = Lap.tool('x')(function* () {", 1],
    ünï: ["const ünï = lap(() => 1)", 1]
  }
  for (const [name, [text, line]] of Object.entries(names)) {
    it(`of a function is ${name}`, () => assert.equal(declaredName(text, line), name))
  }

  it("is not taken from a statement before", () => {
    assert.equal(declaredName("const other = 1\n\nexport default lap(() => 1)", 3), undefined)
    assert.equal(declaredName("lap(() => 1)", 1), undefined)
    const inside = "  const other = make(1)\n  return Lap.iteration()(function* () {"
    assert.equal(declaredName(inside, 2), undefined)
    const closing = "const other = {\n  a: 1\n}\n\nlap({\n  b: 2\n})(function* () {"
    assert.equal(declaredName(closing, 7), undefined)
    assert.equal(declaredName("", 7), undefined)
  })
})

describe("a recorded path", () => {
  it("is relative inside the root and absolute outside it, with forward slashes", () => {
    assert.equal(recordedPath("/app/src/a.ts", "/app"), "src/a.ts")
    assert.equal(recordedPath("/app/..hidden/a.ts", "/app"), "..hidden/a.ts")
    assert.equal(recordedPath("/other/a.ts", "/app"), "/other/a.ts")
    assert.equal(recordedPath("/application/a.ts", "/app"), "/application/a.ts")
  })
})
