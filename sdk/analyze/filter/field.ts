/** The fields a filter can ask for, and what a record answers. */

import type { LapRecord } from "../../record/record.ts"

/** What is compared: text as written in the log, a path by its end, a number, or milliseconds. */
export type Field =
  | { readonly _tag: "Text" | "Path"; readonly values: (record: LapRecord) => readonly string[] }
  | { readonly _tag: "Status" }
  | { readonly _tag: "Number" | "Duration"; readonly value: (record: LapRecord) => number | null }
  | {
      readonly _tag: "Attribute"
      readonly values: (record: LapRecord) => readonly string[]
      readonly value: (record: LapRecord) => number | null
    }

const text = (of: (record: LapRecord) => string | undefined): Field => ({
  _tag: "Text",
  values: (record) => {
    const value = of(record)
    return value === undefined ? [] : [value]
  }
})

/** In the order in which the documentation tells them. */
export const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ["name", text(({ name }) => name)],
  ["metric", text(({ metric }) => metric)],
  ["step", text(({ step }) => step)],
  ["tool", text(toolOf)],
  ["status", { _tag: "Status" }],
  ["duration", { _tag: "Duration", value: ({ durationMs }) => durationMs }],
  ["file", { _tag: "Path", values: pathsOf }],
  ["line", { _tag: "Number", value: ({ code }) => code.line ?? null }],
  ["function", text(({ code }) => code.function)],
  ["session", text(({ sessionId }) => sessionId)],
  ["order", text(({ orderId }) => orderId)],
  ["run", text(({ runId }) => runId)],
  ["trace", text(({ traceId }) => traceId)],
  ["span", text(({ spanId }) => spanId)],
  [
    "error",
    {
      _tag: "Text",
      values: ({ error }) => [error?.type, error?.message].filter((part) => part !== undefined)
    }
  ],
  ["text", { _tag: "Text", values: textsOf }]
])

export const ATTRIBUTE = "attr."

/** Names from the log and from other tools, by the field that was meant. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
  duration_ms: "duration",
  tool_name: "tool",
  session_id: "session",
  order_id: "order",
  run_id: "run",
  trace_id: "trace",
  span_id: "span",
  "code.file.path": "file",
  "code.line.number": "line",
  "code.function.name": "function",
  "error.type": "error",
  "error.message": "error",
  path: "file",
  operation: "name",
  message: "text"
}

/** An attribute, or a key of the line that Lapline does not know. */
export const attributeField = (key: string): Field => {
  const of = ({ attributes, extra }: LapRecord): unknown =>
    Object.hasOwn(attributes, key)
      ? attributes[key]
      : Object.hasOwn(extra, key)
        ? extra[key]
        : undefined
  return {
    _tag: "Attribute",
    values: (record) => {
      const value = of(record)
      return Array.isArray(value) ? value.map(plain) : value === undefined ? [] : [plain(value)]
    },
    value: (record) => {
      const value = of(record)
      return typeof value === "number" ? value : null
    }
  }
}

/** Everything that a record says in words. */
export function textsOf(record: LapRecord): readonly string[] {
  const { code, error, attributes, extra } = record
  const ids = [record.sessionId, record.orderId, record.runId, record.traceId, record.spanId]
  const { name, metric, step, toolName } = record
  const said = [name, metric, step, toolName, code.file, code.function]
  const texts = [...said, ...ids, error?.type, error?.message, error?.stack].filter(
    (part) => part !== undefined
  )
  for (const value of [...Object.values(attributes), ...Object.values(extra)]) {
    texts.push(plain(value))
  }
  return texts
}

/** The path as it is, and with its line behind it as reports show it. */
function pathsOf({ code: { file, line } }: LapRecord): readonly string[] {
  if (file === undefined) return []
  const path = slashes(file)
  return line === undefined ? [path] : [path, `${path}:${line}`]
}

function toolOf({ toolName, attributes }: LapRecord): string | undefined {
  if (toolName !== undefined) return toolName
  const attribute = attributes["gen_ai.tool.name"]
  return typeof attribute === "string" ? attribute : undefined
}

/** Windows writes the same path with the other slash. */
export const slashes = (path: string): string => path.replaceAll("\\", "/")

/** A list or an object within a value is its JSON. */
const plain = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "")
