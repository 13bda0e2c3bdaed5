/** The filter language: what each form finds, and what is said of text that is no filter. */

import * as assert from "node:assert/strict"
import { parseFilter } from "../../../../sdk/analyze/filter/filter.ts"
import type { LapRecord } from "../../../../sdk/record/record.ts"
import { aRecord } from "../drawn-trace.ts"

const RECORD = aRecord({
  name: "execute_tool CheckEligibility",
  metric: "tool_execution",
  step: "total",
  toolName: "CheckEligibility",
  status: "timeout",
  durationMs: 50,
  sessionId: "550e8400-e29b",
  orderId: "77893",
  runId: "run-2",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  code: { file: "agent/tools/check-eligibility.ts", line: 42, function: "checkEligibility" },
  error: { type: "TimeoutError", message: "no answer in 50 ms", stack: undefined },
  attributes: {
    "db.system.name": "sqlite",
    "gen_ai.usage.input_tokens": 1200,
    "lapline.tools": ["GetOrderDetails", "CheckEligibility"],
    "odd key": "a=b (c)",
    nested: { deep: "inside" }
  },
  extra: { host: "till-4" }
})

const matches = (text: string, record: LapRecord = RECORD): boolean => {
  const filter = parseFilter(text)
  if (filter._tag === "FilterProblem") return assert.fail(`${text}: ${filter.message}`)
  return filter.matches(record)
}

const FINDS: readonly string[] = [
  "",
  "  ",
  "name=execute_tool*",
  'name="execute_tool CheckEligibility"',
  "name=*Check*ty",
  "name:eligib",
  "name:tool*elig",
  "name!=chat*",
  "metric=tool_execution",
  "step=total",
  "tool=CheckEligibility",
  "status=timeout",
  "status=failed",
  "status:FAILED",
  "status!=ok",
  "duration>49.9ms",
  "duration >= 50ms",
  "duration=50000us",
  "duration=50000µs",
  "duration<0.1s",
  'duration<="50 ms"',
  "duration<1min",
  "duration<1h",
  "duration>1ns",
  "duration=*",
  "file=check-eligibility.ts",
  "file=tools/check-eligibility.ts",
  "file=agent/tools/check-eligibility.ts:42",
  "file=check-eligibility.ts:42",
  "file=agent/*",
  "file=tools/*.ts",
  "file=*.ts",
  "file=tools\\check-eligibility.ts",
  "file:ELIG",
  "line=42",
  "line>=40 line<50",
  "function=checkEligibility",
  "session=550e8400-e29b",
  "session:550e",
  "order=77893",
  "run=run-2",
  "trace=4bf92f35*",
  "span=00f067aa0ba902b7",
  "error=TimeoutError",
  "error:answer",
  "attr.db.system.name=sqlite",
  "attr.db.system.name=*",
  "attr.db.system.name!=postgresql",
  "attr.gen_ai.usage.input_tokens>1000",
  "attr.gen_ai.usage.input_tokens=1200",
  "attr.lapline.tools=GetOrderDetails",
  'attr."odd key"="a=b (c)"',
  'attr."odd key":a=b',
  "attr.nested:inside",
  "attr.host=till-4",
  "attr.missing!=x",
  "eligib",
  "EXECUTE*eligib",
  '"no answer in 50 ms"',
  "text:sqlite",
  "text=sqlite",
  "4bf92f3577b34da6a3ce929d0e0e4736",
  "tool=CheckEligibility and duration>10ms",
  "tool=CheckEligibility duration>10ms",
  "tool=Other or duration>10ms",
  "not tool=Other",
  "NOT tool=Other AND status=failed",
  "not not status=failed",
  "not (tool=Other or status=ok)",
  "not(tool=Other)status=failed",
  "(status=ok or status=failed) and (duration>1ms)",
  "tool=CheckEligibility or status=ok and duration>1h"
]

const LEAVES_OUT: readonly string[] = [
  "name=CheckEligibility",
  "name=execute_tool",
  "name=EXECUTE_TOOL*",
  'name="execute_tool*"',
  "name!=execute*",
  "name=*Check*tool",
  "status=ok",
  "status=error",
  "status!=failed",
  "duration>50ms",
  "duration<50ms",
  "duration!=50ms",
  "duration!=*",
  "file=eligibility.ts",
  "file=tools/check",
  "file=tools",
  "file=check-eligibility.ts:4",
  "file=check-eligibility.ts:421",
  "line=4",
  "attr.db.system.name=sql",
  "attr.db.system.name>5",
  "attr.missing=*",
  "attr.__proto__=*",
  "attr.constructor=*",
  "attr.missing>1",
  "nowhere",
  '"eligib*"',
  "(tool=CheckEligibility or status=ok) and duration>1h",
  "not eligib",
  "not tool=CheckEligibility or status=ok",
  "tool=Other status=failed"
]

/** Text that is no filter, drawn with a mark under what is wrong. */
const PROBLEMS: readonly (readonly [text: string, mark: string, message: RegExp, hint: RegExp])[] =
  [
    ["staus=ok", "^^^^^", /no field `staus`/, /Did you mean status\?/],
    ["naem=x", "^^^^", /no field `naem`/, /Did you mean name\?/],
    ["duration_ms>5", "^^^^^^^^^^^", /no field/, /Did you mean duration\?/],
    ["db.system.name=x", "^^^^^^^^^^^^^^", /no field/, /attr\.db\.system\.name/],
    ["zzz=1", "^^^", /no field `zzz`/, /Fields are name, metric/],
    ["ok and x.ts:42", "       ^^^^", /no field `x\.ts`/, /put it in quotes/],
    ["duration>50", "         ^^", /`50` has no unit/, /50ms/],
    ["duration>fast", "         ^^^^", /no duration/, /1\.5s/],
    ["duration>5 parsec", "         ^", /has no unit/, /ms/],
    ["duration:50ms", "^^^^^^^^^^^^^", /cannot be compared with `:`/, /= != < <= > >=/],
    ["name>5", "^^^^^^", /cannot be compared with `>`/, /= : !=/],
    ["line=x", "     ^", /no number/, /42/],
    ["attr.n>x", "       ^", /no number/, /42/],
    ["attr.=5", "^^^^^", /no field `attr\.`/, /attr/],
    ["status=eror", "       ^^^^", /no status `eror`/, /Did you mean error\?/],
    ["status=red", "       ^^^", /no status `red`/, /failed is error or timeout/],
    ["status=constructor", "       ^^^^^^^^^^^", /no status/, /failed/],
    ["name=", "     ^", /nothing after `name=`/, /""/],
    ["name= )", "      ^", /nothing after `name=`/, /""/],
    ["=5", "^", /nothing before `=`/, /duration>50ms/],
    ["(status=ok", "^", /`\(` that is not closed/, /Close it/],
    ["status=ok)", "         ^", /`\)` that closes nothing/, /Take it away/],
    ["()", " ^", /nothing after `\(`/, /Write a term/],
    ["status=ok and", "             ^", /nothing after `and`/, /"and"/],
    ["or status=ok", "^^", /nothing to look for/, /"and"/],
    ["not", "   ^", /nothing after `not`/, /Write a term/],
    ['name="x', "     ^^", /quote that is not closed/, /Close it/],
    [`${"(".repeat(33)}a${")".repeat(33)}`, `${" ".repeat(32)}^`, /nested deeper than 32/, /fewer/]
  ]

describe("a filter", () => {
  for (const text of FINDS) it(`finds by ${text}`, () => assert.ok(matches(text)))

  for (const text of LEAVES_OUT) it(`leaves out by ${text}`, () => assert.ok(!matches(text)))

  for (const [text, mark, message, hint] of PROBLEMS) {
    it(`is not ${text}`, () => {
      const problem = parseFilter(text)
      if (problem._tag === "Filter") return assert.fail("it was taken")
      assert.equal(" ".repeat(problem.at) + "^".repeat(problem.length), mark)
      assert.match(problem.message, message)
      assert.match(problem.hint, hint)
    })
  }

  it("of more than 500 characters is refused", () => {
    assert.equal(parseFilter("a".repeat(500))._tag, "Filter")
    const problem = parseFilter("a".repeat(501))
    assert.ok(problem._tag === "FilterProblem" && problem.at === 500, JSON.stringify(problem))
  })

  it("compares no number with what a record lacks", () => {
    const record = aRecord({ durationMs: null })
    for (const sign of ["=", "<", "<=", ">", ">="]) {
      assert.equal(matches(`duration${sign}5ms`, record), false, sign)
    }
    assert.equal(matches("duration!=5ms", record), true)
    assert.equal(matches("file=*", record), false)
    assert.equal(matches("not duration=*", record), true)
  })
})
