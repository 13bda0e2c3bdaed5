/** Faults of what records say: repeated, badly linked, badly timed, endless in kind, or too few. */

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import fc from "fast-check"
import { choosePath, readPath } from "../../../sdk/analyze/place/path.ts"
import { createPlacedText } from "../../../sdk/analyze/place/placed-text.ts"
import { createStore } from "../../../sdk/analyze/store.ts"
import { decodeLine } from "../../../sdk/record/decode.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { aRecord, drawTrace } from "./drawn-trace.ts"

const storeOf = (records: readonly LapRecord[]) => {
  const store = createStore()
  for (const record of records) store.add(record)
  return store
}

const span = (spanId: string, parentSpanId?: string): LapRecord =>
  aRecord({ traceId: "t", spanId, parentSpanId, name: spanId })

const modules = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)

describe("faults of records", () => {
  it("R12 a repeated span is dropped and counted, one id with two contents is kept twice and marked", () => {
    const store = storeOf([span("a"), span("a"), { ...span("a"), durationMs: 2 }])
    const { accepted, duplicate, seen } = store.report().lines
    assert.deepEqual([accepted, duplicate, seen], [2, 1, 3])
    const nodes = store.trace("t")?.nodes ?? []
    assert.equal(nodes.filter(({ record }) => record?.spanId === "a").length, 2)
    assert.deepEqual(
      nodes.flatMap(({ marks }) => marks),
      ["duplicate id"]
    )
  })

  it("R13 missing and late parents, two roots, a span that is its own parent, cycles and a chain of 1e5 make a tree", () => {
    const marksOf = (records: readonly LapRecord[]) =>
      storeOf(records)
        .trace("t")
        ?.nodes.map(({ record, depth, marks }) =>
          `${record?.spanId ?? "root"} ${depth} ${marks.join()}`.trim()
        )
    assert.deepEqual(marksOf([span("a", "gone")]), ["root 0", "a 1 missing parent"])
    assert.deepEqual(marksOf([span("b", "a"), span("a")]), ["a 0", "b 1"])
    assert.deepEqual(marksOf([span("a"), span("b")]), ["root 0", "a 1", "b 1"])
    assert.deepEqual(marksOf([span("a", "a")]), ["a 0 cycle cut"])
    const cycle = [span("a", "c"), span("b", "a"), span("c", "b")]
    assert.deepEqual(marksOf(cycle), ["a 0 cycle cut", "b 1", "c 2"])
    assert.deepEqual(marksOf(cycle.toReversed()), marksOf(cycle))
    const chain = Array.from({ length: 1e5 }, (_, i) =>
      span(`${i}`, i === 0 ? undefined : `${i - 1}`)
    )
    assert.equal(storeOf(chain).trace("t")?.nodes.at(-1)?.depth, 1e5 - 1)
  }).timeout(30_000)

  it("R14 durations and times that cannot be are counted, and bend neither percentiles nor axes", () => {
    const durations = ["-1", "null", '"12"', "1e308", "1e999", "true"]
    const odd = durations.map((ms) => decoded(`"duration_ms":${ms}`))
    const dated = ["1970-01-01T00:00:00Z", "2262-04-11T23:47:16Z", "never"].map((at) =>
      decoded(`"duration_ms":5,"timestamp":"${at}"`)
    )
    const store = storeOf([...drawTrace("turn [==========]\n  span [====]"), ...odd, ...dated])
    const report = store.report()
    assert.equal(report.untimed, odd.length)
    assert.equal(report.lines.accepted, 2 + odd.length + dated.length)
    const site = report.sites.find(({ name }) => name === "odd")
    assert.deepEqual([site?.count, site?.p50Ms, site?.maxMs], [dated.length, 5, 5])
    const { startMs = 0, endMs = 0 } = store.trace("trace")?.root.interval ?? {}
    assert.ok(startMs >= 0 && endMs - startMs < 1_000)
  })

  it("R15 records out of order, of several traces and of one instant give one answer and one order", () => {
    const records = [
      ...drawTrace("turn [=====]\n  a [==]\n  b [==]\n  c [==]", "one"),
      ...drawTrace("turn [=====]\n  a [==]\n  b [==]", "two")
    ]
    const answerOf = (list: readonly LapRecord[]) => {
      const store = storeOf(list)
      const orders = ["one", "two"].map((id) =>
        store.trace(id)?.nodes.map(({ record }) => record?.name)
      )
      return JSON.stringify([orders, store.report()])
    }
    const expected = answerOf(records)
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        assert.equal(answerOf(shuffled), expected)
      })
    )
  })

  it("R17 a million names, lines of source and keys are gathered in __overflow__, totals exact, in under 300 MB", () => {
    const script = `
      import { Readable } from "node:stream"
      import { createStore } from ${modules("../../../sdk/analyze/store.ts")}
      import { readLogs } from ${modules("../../../sdk/read/read-logs.ts")}
      const lines = function* () {
        for (let from = 0; from < 1e6; from += 1000) {
          let text = ""
          for (let i = from; i < from + 1000; i++) {
            text += '{"v":1,"name":"GET /order/' + i + '","duration_ms":0.5,"trace_id":"t' + i + '","span_id":"s' + i + '","code.file.path":"f' + (i % 3) +
              '.ts","code.line.number":' + (1 + i) + ',"attributes":{"key' + i + '":1}}\\n'
          }
          yield Buffer.from(text)
        }
      }
      const store = createStore()
      const sink = { onRecord: (record) => store.add(record), onProblem: () => {} }
      store.setLineProblems(await readLogs(["-"], sink, { isLazy: true, stdin: Readable.from(lines()) }))
      const report = store.report()
      globalThis.gc()
      const { heapUsed, external } = process.memoryUsage()
      console.log(JSON.stringify({
        accepted: report.lines.accepted,
        sites: report.sites.length,
        count: report.sites.reduce((sum, { count }) => sum + count, 0),
        totalMs: report.sites.reduce((sum, { totalMs }) => sum + totalMs, 0),
        overflow: report.sites.filter(({ name }) => name === "__overflow__").length,
        heldBytes: heapUsed + external
      }))`
    const output = execFileSync(
      process.execPath,
      ["--expose-gc", "--input-type=module", "-e", script],
      {
        encoding: "utf8"
      }
    )
    const { accepted, sites, count, totalMs, overflow, heldBytes } = JSON.parse(output)
    assert.deepEqual([accepted, count, totalMs], [1e6, 1e6, 5e5])
    assert.ok(sites <= 10_001 && overflow > 0, `${sites} sites, ${overflow} of them overflow`)
    assert.ok(heldBytes < 300e6, `${heldBytes} bytes`)
  }).timeout(180_000)

  it("R22 a number of a line that was edited, is gone or is named in a foreign way is never shown on a wrong line as fresh", () => {
    const source = ["one(() => {", "  a()", "})", "two(() => {", "  b()", "})"]
    const text = createPlacedText(source)
    const names = { name: "two", step: "total", function: undefined }
    const run = { _tag: "Certain" as const, lines: source }
    text.measure({ key: "two", line: 4, runId: "r", names }, { run, disk: source })
    assert.deepEqual(text.placeOf("two"), { line: 3, state: "fresh" })
    const words = fc.array(fc.constantFrom(...source, "c()", ""), { maxLength: 8 })
    fc.assert(
      fc.property(words, (after) => {
        text.replace(after)
        const place = text.placeOf("two")
        const isMarked = place?.line === undefined || place.state !== "fresh"
        assert.ok(isMarked || after[place.line] === source[3], JSON.stringify([after, place]))
      })
    )
    const foreign = [
      "../../etc/passwd",
      "\\\\server\\share\\a.ts",
      "file:///etc/passwd\0",
      "a\0.ts"
    ]
    for (const reported of foreign) {
      const wanted = readPath({ reported, root: undefined, folder: "/home/me/shop", mappings: [] })
      const choice = wanted._tag === "Refused" ? wanted : choosePath(wanted, ["/home/me/shop/b.ts"])
      assert.ok(["Refused", "Missing"].includes(choice._tag), reported)
    }
  })

  it("R23 no span, one span and fewer than twenty have no made-up quantile", () => {
    const quantilesOf = (count: number) => {
      const { sites } = storeOf(Array.from({ length: count }, () => aRecord())).report()
      return sites.map(({ count, p50Ms, p95Ms, p99Ms }) => [count, p50Ms, p95Ms, p99Ms])
    }
    assert.deepEqual(quantilesOf(0), [])
    assert.equal(createStore().report().turns.p50Ms, null)
    assert.deepEqual(quantilesOf(1), [[1, 1, null, null]])
    assert.deepEqual(quantilesOf(19), [[19, 1, null, null]])
    assert.deepEqual(quantilesOf(20), [[20, 1, 1, null]])
    assert.deepEqual(quantilesOf(100), [[100, 1, 1, 1]])
  })
})

const decoded = (keys: string): LapRecord => {
  const line = decodeLine(`{"v":1,"name":"odd",${keys}}`)
  assert.ok(line._tag === "Record")
  return line.record
}
