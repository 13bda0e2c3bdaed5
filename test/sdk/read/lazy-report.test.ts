/** A report is the same whether its records were decoded at once or as they were asked for. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { Readable } from "node:stream"
import { createStore } from "../../../sdk/analyze/store.ts"
import { readLogs } from "../../../sdk/read/read-logs.ts"
import { cut } from "./shape/readings.ts"
import { chunkLengths, damagedLog } from "./shape/damaged-log.ts"

const reportOf = async (chunks: readonly Buffer[], isLazy: boolean) => {
  const store = createStore()
  const sink = { onRecord: store.add, onProblem: () => undefined }
  const lines = await readLogs(["-"], sink, { isLazy, stdin: Readable.from(chunks) })
  store.setLineProblems(lines)
  // Twice, for what is asked for again is decoded again.
  return [store.report(), JSON.stringify(store.slowestTrace()?.nodes.map(({ record }) => record))]
}

const turn = (index: number): string =>
  [
    [
      "turn",
      "ask",
      `"span_id":"t${index}"`,
      `"lapline.iterations":${index % 3},"lapline.tools":["A","B"]`
    ],
    [
      "tool_execution",
      "execute_tool A",
      `"parent_span_id":"t${index}","span_id":"a${index}"`,
      '"é":"ü"'
    ],
    ["db_query", "SELECT", `"parent_span_id":"a${index}"`, `"db.query.text":"SELECT ${index}"`],
    ["resource", "resource", '"run_id":"r"', `"process.memory.rss_bytes":${index}`]
  ]
    .map(
      ([metric, name, ids, attributes]) =>
        `{"v":1,"timestamp":"2026-01-01T00:00:${10 + (index % 50)}.000${100 + index}Z","metric":"${metric}","name":"${name}",` +
        `"duration_ms":${index}.5,"trace_id":"trace${index}",${ids},"code.file.path":"a.ts","code.line.number":7,"attributes":{${attributes}}}\n`
    )
    .toReversed()
    .join("")

describe("a report of lazily decoded records", () => {
  it("says what one of decoded records says, of any damaged log", async () => {
    const log = fc.tuple(damagedLog, damagedLog).map((parts) => Buffer.concat([...parts, ...parts]))
    await fc.assert(
      fc.asyncProperty(log, chunkLengths, async (bytes, lengths) => {
        const chunks = cut(bytes, lengths)
        assert.deepEqual(await reportOf(chunks, true), await reportOf(chunks, false))
      }),
      { numRuns: 60 }
    )
  })

  it("says what one of decoded records says, of whole turns", async () => {
    const chunks = [Buffer.from(Array.from({ length: 60 }, (_, index) => turn(index)).join(""))]
    const [report, trace] = await reportOf(chunks, true)
    assert.deepEqual([report, trace], await reportOf(chunks, false))
    assert.deepEqual((report as { turns: { count: number } }).turns.count, 60)
  })
})
