/** The operations of an agent by name: what Effect's Laps and plain code's timers are made from, so that they record alike. */

import type { Attributes, Operation } from "./site.ts"

/** What is measured. Without an operation it takes over the one of the nearest span around it. */
export interface OperationFields {
  readonly operation: Operation | undefined
  /** Undefined: taken from what the code calls itself. */
  readonly name: string | undefined
  readonly step: string
  readonly attributes: Attributes | undefined
}

export interface LapOptions {
  /** Attributes that every span made here carries. */
  readonly attributes?: Attributes
}

export interface OperationOptions extends LapOptions {
  readonly metric: string
  readonly name: string
  /** `total` unless given. */
  readonly step?: string
  readonly toolName?: string
}

export const operationFields = (options: OperationOptions): OperationFields => ({
  operation: { metric: options.metric, toolName: options.toolName },
  name: options.name,
  step: options.step ?? "total",
  attributes: options.attributes
})

export const toolFields = (tool: string, options?: LapOptions): OperationFields =>
  operationFields({
    attributes: { "gen_ai.tool.name": tool, ...options?.attributes },
    metric: "tool_execution",
    name: `execute_tool ${tool}`,
    toolName: tool
  })

export const stepFields = (step: string, options?: LapOptions): OperationFields => ({
  operation: undefined,
  name: step,
  step,
  attributes: options?.attributes
})

/** The fields of operations that have a metric of their own and a name made from one word. */
export const namedFields = {
  turn: (agent: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "turn", name: `invoke_agent ${agent}` }),
  modelCall: (model: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "llm_call", name: `chat ${model}` }),
  query: (name: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "db_query", name }),
  transaction: (name: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "db_transaction", name }),
  connection: (name: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "db_connection", name }),
  commit: (name: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "db_commit", name }),
  rollback: (name: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "db_rollback", name }),
  retrieval: (name: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "rag_query", name: `retrieval ${name}` }),
  startup: (step: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "startup", name: `startup ${step}`, step }),
  formatting: (name: string, options?: LapOptions) =>
    operationFields({ ...options, metric: "response_formatting", name })
} as const

export const iterationFields = (options?: LapOptions): OperationFields =>
  operationFields({ ...options, metric: "iteration", name: "iteration" })

/** Options of what is timed without a name of its own. */
export interface TimingOptions extends LapOptions {
  /** `span` unless given, `tool_execution` with a `toolName`. */
  readonly metric?: string
  /** Unless given: `execute_tool TOOL`, the step, or what the code calls itself. */
  readonly name?: string | undefined
  /** `total` unless given. */
  readonly step?: string
  readonly toolName?: string
}

export const timingFields = (options: TimingOptions): OperationFields => {
  const { attributes, step = "total", toolName } = options
  const metric = options.metric ?? (toolName === undefined ? "span" : "tool_execution")
  return { operation: { metric, toolName }, name: timingName(options, metric), step, attributes }
}

const timingName = (
  { name, step = "total", toolName }: TimingOptions,
  metric: string
): string | undefined => {
  if (name !== undefined) return name
  if (step !== "total") return step
  return metric === "tool_execution" && toolName !== undefined
    ? `execute_tool ${toolName}`
    : undefined
}
