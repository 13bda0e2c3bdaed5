/** A log as the SDK writes it, of any size, the same for the same seed: turns with iterations, tools, steps and queries. */

import { closeSync, openSync, writeSync } from "node:fs"

export interface GenerateOptions {
  readonly file: string
  readonly records: number
  readonly seed?: number
}

interface SiteShape {
  readonly metric: string
  readonly step: string
  readonly name: string
  readonly tool: string | undefined
  readonly file: string
  readonly line: number
  readonly medianMs: number
  readonly attributes: (random: () => number) => string
}

const TOOLS = [
  "GetOrderDetails",
  "CheckEligibility",
  "CreateRMA",
  "GenerateReturnLabel",
  "SendEmail",
  "EscalateToHuman"
] as const

const kebab = (name: string): string => name.replace(/[a-z](?=[A-Z])/g, "$&-").toLowerCase()

/** 6 tools × 40 steps, 60 queries and 20 others: some sites are common, some have a few hundred samples in a million. */
const sites: readonly SiteShape[] = [
  ...TOOLS.flatMap((tool, t) =>
    Array.from({ length: 40 }, (_, step) => ({
      metric: "tool_execution",
      step: step === 0 ? "total" : `step_${step}`,
      name: step === 0 ? `execute_tool ${tool}` : `step_${step}`,
      tool,
      file: `agent/tools/${kebab(tool)}.ts`,
      line: 20 + step * 7,
      medianMs: 0.2 + ((t * 40 + step) % 17),
      attributes: () => `"gen_ai.tool.name":"${tool}"`
    }))
  ),
  ...Array.from({ length: 60 }, (_, query) => ({
    metric: "db_query",
    step: "total",
    name: `SELECT table_${query}`,
    tool: undefined,
    file: `agent/database/queries-${query % 7}.ts`,
    line: 11 + query * 3,
    medianMs: 0.05 + (query % 9) / 10,
    attributes: (random: () => number) =>
      `"db.system.name":"sqlite","db.operation.name":"SELECT","db.query.text":"SELECT a, b, c FROM table_${query} WHERE id = ? AND status = ?","db.response.returned_rows":${Math.floor(random() * 40)}`
  })),
  ...Array.from({ length: 20 }, (_, other) => ({
    metric: other < 10 ? "llm_call" : "rag_query",
    step: ["total", "context", "first_token", "generation"][other % 4] ?? "total",
    name: other < 10 ? "chat rules-1" : "retrieval policy",
    tool: undefined,
    file: "agent/turn/model-call.ts",
    line: 30 + other * 5,
    medianMs: 40 + other * 20,
    attributes: (random: () => number) =>
      `"gen_ai.request.model":"rules-1","gen_ai.usage.input_tokens":${Math.floor(random() * 4000)},"gen_ai.usage.output_tokens":${Math.floor(random() * 300)}`
  }))
]

/** Writes `records` lines (and one header) and returns the bytes written. */
export const generate = ({ file, records, seed = 7 }: GenerateOptions): number => {
  const random = mulberry32(seed)
  const hex = (digits: number): string => {
    let text = ""
    while (text.length < digits)
      text += Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0")
    return text.slice(0, digits)
  }
  const handle = openSync(file, "w")
  let text = `${header}\n`
  let bytes = 0
  let endMicros = Date.UTC(2026, 0, 1) * 1000
  let traceId = hex(32)
  let parent = hex(16)
  const flush = (): void => {
    bytes += writeSync(handle, text)
    text = ""
  }
  for (let index = 0; index < records; index++) {
    if (index % 24 === 0) traceId = hex(32)
    if (index % 6 === 0) parent = hex(16)
    // A cubed uniform makes the first sites common and the last rare: about 300 samples in a million.
    const site = sites[Math.floor(random() ** 3 * sites.length)] ?? sites[0]
    if (site === undefined) break
    const durationMs = site.medianMs * Math.exp(gaussian(random) * 0.6)
    endMicros += Math.floor(random() * 900)
    const isError = random() < 0.01
    text += lineOf({ site, endMicros, durationMs, isError, traceId, parent, span: hex(16), random })
    if (text.length > 1 << 20) flush()
  }
  flush()
  closeSync(handle)
  return bytes
}

const RUN = "0f8fad5b-d9cb-469f-a165-70867728950e"

const header = `{"v":1,"timestamp":"2025-12-31T23:59:59.000000Z","level":"INFO","component":"performance","metric":"run","step":"total","name":"run","status":"ok","run_id":"${RUN}","attributes":{"process.pid":4242,"telemetry.sdk.language":"nodejs","telemetry.sdk.version":"0.1.0","service.name":"bench","lapline.root":"/srv/agent","lapline.start":"warm"}}`

interface LineParts {
  readonly site: SiteShape
  readonly endMicros: number
  readonly durationMs: number
  readonly isError: boolean
  readonly traceId: string
  readonly parent: string
  readonly span: string
  readonly random: () => number
}

const lineOf = ({ site, endMicros, durationMs, isError, ...ids }: LineParts): string => {
  const timestamp = `${new Date(Math.floor(endMicros / 1000)).toISOString().slice(0, 23)}${String(endMicros % 1000).padStart(3, "0")}Z`
  const tool = site.tool === undefined ? "" : `,"tool_name":"${site.tool}"`
  const error = isError ? `,"error.type":"OrderNotFound","error.message":"no such order"` : ""
  return (
    `{"v":1,"timestamp":"${timestamp}","level":"INFO","component":"performance","metric":"${site.metric}","step":"${site.step}","name":"${site.name}"${tool}` +
    `,"duration_ms":${durationMs.toFixed(4)},"status":"${isError ? "error" : "ok"}"` +
    `,"trace_id":"${ids.traceId}","span_id":"${ids.span}","parent_span_id":"${ids.parent}"` +
    `,"code.file.path":"${site.file}","code.line.number":${site.line},"code.function.name":"${site.step}"` +
    `,"attributes":{${site.attributes(ids.random)}}${error}}\n`
  )
}

/** Box–Muller. */
const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Mulberry32, a public-domain generator by Tommy Ettinger. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}
