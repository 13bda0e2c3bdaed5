/** Records and lines as fast-check draws them. */

import fc from "fast-check"
import type { LapRecord, Status } from "../../../sdk/record/record.ts"
import { KNOWN_KEYS } from "../../../sdk/record/keys.ts"

const PLAIN = { noNullPrototype: true } as const

/** Any text JSON can hold, lone surrogates and NUL included; not empty, for an empty value reads as absent. */
const text = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: "binary", minLength: 1 }))

const optional = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.option(arbitrary, { nil: undefined })

/** A JSON value as it comes out of a line: no −0, which JSON text of JavaScript cannot say. */
const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value): unknown => JSON.parse(JSON.stringify(value)))

const object = (isKept: (key: string) => boolean) =>
  fc
    .array(
      fc.tuple(fc.oneof(text, fc.constantFrom("__proto__", "constructor", "toString")), json),
      {
        maxLength: 5
      }
    )
    .map((entries) => Object.fromEntries(entries.filter(([key]) => isKept(key))))

const unnamed = object((key) => !KNOWN_KEYS.has(key))

const status = fc.constantFrom<Status>("ok", "error", "timeout", "interrupted")

/** A record a reader can hold, with values short enough to be written whole. */
export const anyRecord: fc.Arbitrary<LapRecord> = fc.record(
  {
    endMicros: fc.option(fc.integer({ min: -2_000_000_000_000_000, max: Number.MAX_SAFE_INTEGER })),
    durationMs: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }).map((ms) => ms + 0)),
    level: fc.constantFrom("DEBUG", "INFO", "ERROR"),
    component: text,
    metric: text,
    step: text,
    name: text,
    toolName: optional(text),
    status,
    sessionId: optional(text),
    orderId: optional(text),
    traceId: optional(text),
    spanId: optional(text),
    parentSpanId: optional(text),
    runId: optional(text),
    code: fc.record(
      {
        file: optional(text),
        line: optional(fc.integer({ min: 1, max: 1_000_000 })),
        function: optional(text)
      },
      PLAIN
    ),
    error: optional(
      fc.record({ type: text, message: optional(text), stack: optional(text) }, PLAIN)
    ),
    attributes: unnamed,
    extra: unnamed
  },
  PLAIN
)

/** A record with the given fields, the others as a plain line would have them. */
export const recordWith = (fields: Partial<LapRecord>): LapRecord => ({
  endMicros: 1_765_713_600_123_456,
  durationMs: 45.2,
  level: "INFO",
  component: "performance",
  metric: "tool_execution",
  step: "total",
  name: "execute_tool CheckEligibility",
  toolName: "CheckEligibility",
  status: "ok",
  sessionId: undefined,
  orderId: undefined,
  traceId: undefined,
  spanId: undefined,
  parentSpanId: undefined,
  runId: undefined,
  code: { file: undefined, line: undefined, function: undefined },
  error: undefined,
  attributes: {},
  extra: {},
  ...fields
})
