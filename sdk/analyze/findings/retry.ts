/** Retries and timeouts: time spent on attempts that brought nothing. */

import type { Status } from "../../record/record.ts"
import { isFailure } from "../failure.ts"
import { type Sentence, sentence } from "../sentence.ts"
import { toolOf } from "../turn.ts"
import { INPUT_HASH } from "./repeat-tool.ts"
import { groupBy } from "../group-by.ts"
import {
  type Detector,
  evidenceOf,
  isTotal,
  numberAt,
  siteOf,
  textAt,
  type TimedSpan
} from "./sighting.ts"

/** On a model call: how many attempts failed before the one that answered, and the time they and the waits took. */
export const RETRIES = "lapline.retries"
export const RETRY_MS = "lapline.retry_ms"

/** A model call that says how often it was retried, and an operation that failed and was then run again beside itself. */
export const retries: Detector = (unit) => [
  ...unit.of("llm_call").flatMap((span) => {
    const count = isTotal(span) ? (numberAt(span.record, RETRIES) ?? 0) : 0
    if (count < 1) return []
    const lostMs = numberAt(span.record, RETRY_MS) ?? null
    return {
      code: "retry" as const,
      site: siteOf(span.record),
      told:
        lostMs === null
          ? sentence("{0} took {1}", span.record.name, retriesTold(count))
          : sentence("{0} took {1}, {2} lost", span.record.name, retriesTold(count), {
              ms: lostMs
            }),
      evidence: evidenceOf([span], failureTold),
      savingMs: lostMs
    }
  }),
  ...repeated(unit)
]

const retriesTold = (count: number): Sentence =>
  sentence(count === 1 ? "{0} retry" : "{0} retries", count)

/** Most turns have no failure, and keys for all spans are what would cost most here. */
const repeated: Detector = (unit) => {
  if (!unit.hasFailed) return []
  const failed = new Set(unit.spans.flatMap(({ record }) => (isFailure(record) ? record.name : [])))
  const named = unit.spans.filter(({ record }) => failed.has(record.name))
  return [...groupBy(named, operationKey).values()].flatMap(repeatedAfterFailure)
}

/** What was waited for in vain: the innermost spans that timed out. */
export const timeouts: Detector = (unit) =>
  (unit.hasFailed ? unit.spans : []).flatMap((span) => {
    if (span.record.status !== "timeout") return []
    if (span.node.children.some(({ record }) => record?.status === "timeout")) return []
    return {
      code: "timeout" as const,
      site: siteOf(span.record),
      told: sentence("{0} was given up after {1}", span.record.name, { ms: span.durationMs }),
      evidence: evidenceOf([span], failureTold),
      savingMs: span.durationMs
    }
  })

/**
 * What makes two spans attempts at the same thing: tool and input within the turn; else line, name and parent. Turns and
 * iterations are none, nor are calls of a tool whose inputs the log does not tell apart.
 */
const operationKey = ({ node, record }: TimedSpan): string | undefined => {
  const { metric, step, name, code } = record
  if (metric === "turn" || metric === "iteration") return undefined
  if (metric === "tool_execution" && step === "total") {
    const hash = textAt(record, INPUT_HASH)
    return hash === undefined ? undefined : `${toolOf(record)}\0${hash}`
  }
  const parent = node.parent?.record?.spanId
  return parent === undefined ? undefined : [parent, code.file, code.line, name, step].join("\0")
}

const repeatedAfterFailure = (attempts: readonly TimedSpan[]) => {
  const failed: TimedSpan[] = []
  let lostMs = 0
  for (const [at, attempt] of attempts.entries()) {
    const next = attempts[at + 1]
    if (next === undefined || !isFailure(attempt.record) || next.startMs < attempt.endMs) continue
    failed.push(attempt)
    lostMs += next.startMs - attempt.startMs
  }
  const [first] = failed
  if (first === undefined) return []
  return [
    {
      code: "retry" as const,
      site: siteOf(first.record),
      told: sentence(
        "{0} failed and was tried again, {1}, {2} lost",
        first.record.name,
        sentence(failed.length === 1 ? "{0} time" : "{0} times", failed.length),
        { ms: lostMs }
      ),
      evidence: evidenceOf(attempts, failureTold),
      savingMs: lostMs
    }
  ]
}

const failureTold = ({ record, durationMs }: TimedSpan): Sentence => {
  const { name, status, error } = record
  return error?.type === undefined
    ? sentence("{0}, {1}, {2}", name, { ms: durationMs }, STATUS[status])
    : sentence("{0}, {1}, {2} {3}", name, { ms: durationMs }, STATUS[status], error.type)
}

const STATUS: Readonly<Record<Status, Sentence>> = {
  ok: sentence("ok"),
  error: sentence("error"),
  timeout: sentence("timeout"),
  interrupted: sentence("interrupted")
}
