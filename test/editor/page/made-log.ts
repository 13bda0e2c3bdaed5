/** Logs made for the webviews: a whole conversation with everything that they draw. */
import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"

export interface MadeSpan {
  readonly name: string
  readonly metric: string
  readonly fromMs: number
  readonly toMs: number
  readonly step?: string
  readonly tool?: string
  readonly line?: number
  readonly error?: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly children?: readonly MadeSpan[]
}

export interface MadeRun {
  readonly runId: string
  /** Milliseconds since the epoch. */
  readonly startMs: number
  readonly traces: readonly MadeSpan[]
  readonly resources?: readonly Readonly<Record<string, number>>[]
  /** Further attributes of the header. */
  readonly header?: Readonly<Record<string, string>>
}

const FILE = "src/returns.ts"
/** The same id for the same words. */
const hex = (words: string, digits: number): string =>
  createHash("sha256").update(words).digest("hex").slice(0, digits)

const at = (ms: number) => new Date(ms).toISOString()

/** The lines of a run: its header, each span of its traces, its resource lines. */
export const linesOf = (run: MadeRun): readonly string[] => {
  const { runId, startMs, traces, resources = [], header = {} } = run
  const lines: object[] = [
    {
      timestamp: at(startMs),
      level: "INFO",
      component: "performance",
      metric: "run",
      step: "total",
      name: "run made",
      duration_ms: 0,
      status: "ok",
      run_id: runId,
      attributes: {
        "service.name": "returns",
        "service.version": "1.0.0",
        "process.pid": 7,
        ...header
      }
    }
  ]
  for (const [index, root] of traces.entries()) {
    const trace = hex(`${runId} trace ${index}`, 32)
    const add = (span: MadeSpan, parent: string | undefined, place: string): void => {
      const id = hex(`${runId} ${place}`, 16)
      for (const [child, each] of (span.children ?? []).entries())
        add(each, id, `${place}.${child}`)
      lines.push(lineOf({ span, id, parent, trace, run }))
    }
    add(root, undefined, String(index))
  }
  for (const [index, attributes] of resources.entries()) {
    const timestamp = at(startMs + index * 1000)
    lines.push({ timestamp, metric: "resource", name: "resource", run_id: runId, attributes })
  }
  return lines.map((line) => `${JSON.stringify({ v: 1, ...line })}\n`)
}

interface Placed {
  readonly span: MadeSpan
  readonly id: string
  readonly parent: string | undefined
  readonly trace: string
  readonly run: MadeRun
}

const lineOf = ({ span, id, parent, trace, run }: Placed): object => ({
  timestamp: at(run.startMs + span.toMs),
  level: span.error === undefined ? "INFO" : "ERROR",
  component: "performance",
  metric: span.metric,
  step: span.step ?? "total",
  name: span.name,
  ...(span.tool === undefined ? {} : { tool_name: span.tool }),
  duration_ms: span.toMs - span.fromMs,
  status: span.error === undefined ? "ok" : "error",
  session_id: `session-${run.runId}`,
  order_id: "77893",
  trace_id: trace,
  span_id: id,
  ...(parent === undefined ? {} : { parent_span_id: parent }),
  run_id: run.runId,
  ...(span.line === undefined ? {} : { "code.file.path": FILE, "code.line.number": span.line }),
  ...(span.error === undefined
    ? {}
    : { "error.type": "DatabaseError", "error.message": span.error }),
  attributes: span.attributes ?? {}
})

/** A turn of an agent: two iterations, tools with queries that run at once, retrieval, one failure. */
export const turn = (fromMs: number, scale = 1): MadeSpan => {
  const span = (
    name: string,
    metric: string,
    [from, to]: readonly [number, number],
    rest: Partial<MadeSpan> = {}
  ): MadeSpan => ({
    name,
    metric,
    fromMs: fromMs + from * scale,
    toMs: fromMs + to * scale,
    ...rest
  })
  const query = (table: string, place: readonly [number, number], rest: Partial<MadeSpan> = {}) =>
    span(`SELECT ${table}`, "db_query", place, {
      line: 4,
      attributes: {
        "db.system.name": "sqlite",
        "db.query.text": `SELECT * FROM ${table} WHERE id = ?`,
        "db.response.returned_rows": 1
      },
      ...rest
    })
  const model = (place: readonly [number, number], tokens: number) =>
    span("chat gpt-offline", "llm_call", place, {
      attributes: { "gen_ai.request.model": "gpt-offline", "gen_ai.usage.output_tokens": tokens }
    })
  const tool = (name: string, place: readonly [number, number], rest: Partial<MadeSpan>) =>
    span(`execute_tool ${name}`, "tool_execution", place, { tool: name, line: 17, ...rest })
  return span("invoke_agent returns", "turn", [0, 1840], {
    line: 23,
    attributes: {
      "lapline.iterations": 2,
      "lapline.tools": ["LookupOrder", "CheckEligibility", "SearchPolicy", "CreateReturn"]
    },
    children: [
      span("iteration", "iteration", [4, 1060], {
        children: [
          model([6, 486], 96),
          tool("LookupOrder", [490, 610], {
            children: [query("orders", [494, 540]), query("customers", [542, 604])]
          }),
          tool("CheckEligibility", [612, 1050], {
            children: [
              query("order_items", [616, 700]),
              span("fraud_flag_check", "tool_execution", [704, 930], {
                step: "fraud_flag_check",
                tool: "CheckEligibility",
                line: 8,
                children: [query("fraud_flags", [708, 920], { error: "database is locked" })]
              }),
              span("window_validation", "tool_execution", [705, 860], {
                step: "window_validation",
                tool: "CheckEligibility",
                line: 13
              })
            ]
          })
        ]
      }),
      span("iteration", "iteration", [1064, 1800], {
        children: [
          span("retrieval return policy", "rag_query", [1070, 1180], {
            children: [span("embeddings hashed", "rag_query", [1074, 1130], { step: "embedding" })]
          }),
          model([1184, 1690], 143),
          tool("CreateReturn", [1694, 1790], { children: [query("returns", [1700, 1780])] })
        ]
      }),
      span("format", "response_formatting", [1804, 1834])
    ]
  })
}

export const writeLog = (workspace: string, name: string, lines: readonly string[]): string => {
  const file = path.join(workspace, ".lapline", `${name}.jsonl`)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, lines.join(""))
  return file
}

/** Runs on different days, each somewhat slower: with starts, memory and connections. */
export const madeRuns = (count: number, nowMs: number): readonly MadeRun[] =>
  Array.from({ length: count }, (_, index) => {
    const startMs = nowMs - (count - index) * 3_600_000
    const steps = ["logging", "database", "seed", "model", "rag"]
    return {
      runId: `run-${index}`,
      startMs,
      traces: [
        {
          name: "startup total",
          metric: "startup",
          fromMs: 0,
          toMs: 430,
          children: steps.map((step, at) => ({
            name: `startup ${step}`,
            metric: "startup",
            step,
            fromMs: at * 60,
            toMs: at * 60 + 20 + at * 30
          }))
        },
        ...Array.from({ length: 25 }, (_, number) =>
          varied(turn(1000 + number * 3000, 0.6 + ((number * 7) % 10) / 12 + index / 8), number)
        )
      ],
      resources: Array.from({ length: 60 }, (_, second) => ({
        "process.memory.rss_bytes": 9e7 + second * 4e5 + index * 6e6,
        "process.memory.heap_used_bytes": 3e7 + (second % 9) * 2e6,
        "process.db_pool.in_use": second % 4,
        "process.db_pool.size": 5
      }))
    }
  })

/** Turns go different ways: some leave tools out, some fail. */
const varied = (made: MadeSpan, number: number): MadeSpan => {
  const ways = [
    ["LookupOrder", "CheckEligibility", "CreateReturn"],
    ["LookupOrder", "CheckEligibility", "SearchPolicy", "CreateReturn"],
    ["LookupOrder", "SearchPolicy"],
    ["SearchPolicy"]
  ]
  const attributes = { ...made.attributes, "lapline.tools": ways[(number * 3) % 7] ?? ways[0] }
  return { ...made, attributes, ...(number % 9 === 8 ? { error: "model is overloaded" } : {}) }
}
