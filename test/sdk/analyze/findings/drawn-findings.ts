/** What is found in drawn traces. */

import * as assert from "node:assert/strict"
import type { Finding, FindingCode } from "../../../../sdk/analyze/model.ts"
import { createStore } from "../../../../sdk/analyze/store.ts"
import type { LapRecord } from "../../../../sdk/record/record.ts"
import { drawTrace } from "../drawn-trace.ts"

export interface Drawn {
  readonly drawing: string
  /** Milliseconds of a column; 1 unless given. */
  readonly scale?: number
  /** Attributes of the spans with a name; several of one name take them in turn. */
  readonly attributes?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

/** The records of a drawing, stretched, with their attributes; the span's name is its line's file. */
export const recordsOf = ({ drawing, scale = 1, attributes = {} }: Drawn): readonly LapRecord[] => {
  const taken = new Map<string, number>()
  return drawTrace(drawing).map((record) => {
    const at = taken.get(record.name) ?? 0
    taken.set(record.name, at + 1)
    const given = attributes[record.name] ?? []
    return {
      ...record,
      durationMs: (record.durationMs ?? 0) * scale,
      endMicros: ORIGIN + ((record.endMicros ?? 0) - ORIGIN) * scale,
      code: { file: `${record.name}.ts`, line: 1, function: undefined },
      attributes: given[at % Math.max(1, given.length)] ?? {}
    }
  })
}

const ORIGIN = 1_765_713_600_000_000

export const findingsIn = (records: Iterable<LapRecord>): readonly Finding[] => {
  const store = createStore()
  for (const record of records) store.add(record)
  return store.report().findings
}

/** The one finding of the kind, with where it stands and what it saves. */
export const finds = (
  sentence: string,
  drawn: Drawn,
  code: FindingCode,
  expected: { readonly at: string; readonly savingMs: number | null; readonly says: RegExp }
): void => {
  it(sentence, () => {
    const found = findingsIn(recordsOf(drawn)).filter((finding) => finding.code === code)
    assert.equal(found.length, 1, `${found.length} findings`)
    const [finding] = found
    assert.equal(finding?.site.name, expected.at)
    assert.equal(finding?.site.file, `${expected.at}.ts`)
    assert.equal(finding?.savingMs, expected.savingMs)
    assert.match(finding?.message ?? "", expected.says)
    assert.ok((finding?.evidence.length ?? 0) > 0)
    assert.equal(finding?.docs, `docs/findings.md#${code}`)
  })
}

export const findsNothing = (sentence: string, drawn: Drawn): void => {
  it(sentence, () => {
    assert.deepEqual(
      findingsIn(recordsOf(drawn)).map(({ code, message }) => `${code}: ${message}`),
      []
    )
  })
}
