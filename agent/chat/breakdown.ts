/** Where the time of a turn went, from the lines that it left in the log. Pure. */

/** What is read of a log line. */
export interface LogLine {
  readonly metric?: string
  readonly step?: string
  readonly timestamp?: string
  readonly duration_ms?: number
  readonly trace_id?: string
  readonly session_id?: string
}

/** Milliseconds. Every instant counts once, for the innermost of the first four that it was in; they add up to the turn. */
export interface Breakdown {
  readonly turn: number
  readonly model: number
  readonly tools: number
  readonly database: number
  readonly rag: number
  readonly own: number
}

interface Interval {
  readonly start: number
  readonly end: number
}

/** Of the session's last turn; undefined when there is none in the lines. */
export const breakdownOf = (
  lines: readonly LogLine[],
  sessionId: string
): Breakdown | undefined => {
  const turn = lines.findLast(
    ({ metric, step, session_id }) =>
      metric === "turn" && step === "total" && session_id === sessionId
  )
  if (turn === undefined) return undefined
  const whole = intervalOf(turn)
  const inTurn = lines.filter(({ trace_id }) => trace_id === turn.trace_id)
  const under = (isMeant: (line: LogLine) => boolean): Interval[] =>
    inTurn.filter(isMeant).map((line) => within(intervalOf(line), whole))
  const database = under(({ metric }) => metric?.startsWith("db_") === true)
  const rag = [...database, ...under(({ metric }) => metric === "rag_query")]
  const tools = [...rag, ...under(({ metric }) => metric === "tool_execution")]
  const model = [...tools, ...under(({ metric }) => metric === "llm_call")]
  // Each holds the ones before it: what it adds to their union is its own.
  const [d, r, t, m] = [database, rag, tools, model].map(unionMs) as [
    number,
    number,
    number,
    number
  ]
  const turnMs = whole.end - whole.start
  return { turn: turnMs, model: m - t, tools: t - r, database: d, rag: r - d, own: turnMs - m }
}

/** `1.24 s: model 980 ms · tools 120 ms · database 80.2 ms · RAG 40.0 ms · own 20.0 ms` */
export const breakdownText = (times: Breakdown): string => {
  const { turn, model, tools, database, rag, own } = times
  const parts = [
    ["model", model],
    ["tools", tools],
    ["database", database],
    ["RAG", rag],
    ["own", own]
  ] as const
  return `${duration(turn)}: ${parts.map(([name, ms]) => `${name} ${duration(ms)}`).join(" · ")}`
}

const duration = (ms: number): string => {
  if (ms >= 999.5) return `${(ms / 1_000).toFixed(2)} s`
  return `${ms.toFixed(ms >= 99.95 ? 0 : 1)} ms`
}

const intervalOf = ({ timestamp = "", duration_ms = 0 }: LogLine): Interval => {
  // Date.parse forgets what is under a millisecond.
  const second = Date.parse(`${timestamp.slice(0, 19)}Z`)
  const end = second + Number(`0${timestamp.slice(19, -1)}`) * 1_000
  return { start: end - duration_ms, end }
}

const within = ({ start, end }: Interval, whole: Interval): Interval => ({
  start: Math.max(start, whole.start),
  end: Math.min(end, whole.end)
})

const unionMs = (intervals: readonly Interval[]): number => {
  let total = 0
  let reached = -Infinity
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
    if (end <= reached) continue
    total += end - Math.max(start, reached)
    reached = end
  }
  return total
}
