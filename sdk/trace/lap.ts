/** The combinators a program is measured with. A Lap is made once, where the program defines it, and costs little each time. */

import { captureCallSite } from "./call-site.ts"
import { type Lap, makeLap } from "./lap-apply.ts"
import type { Attributes } from "./site.ts"

export type { Lap } from "./lap-apply.ts"
export type { Attributes, AttributeValue } from "./site.ts"
export { annotate, correlate, markError } from "./current.ts"

export interface LapOptions {
  /** Attributes that every span of this Lap carries. */
  readonly attributes?: Attributes
}

export interface OperationOptions extends LapOptions {
  readonly metric: string
  readonly name: string
  /** `total` unless given. */
  readonly step?: string
  readonly toolName?: string
}

type Maker = (...args: never[]) => Lap

const make = (options: OperationOptions, maker: Maker): Lap =>
  makeLap(
    {
      operation: { metric: options.metric, toolName: options.toolName },
      name: options.name,
      step: options.step ?? "total",
      attributes: options.attributes
    },
    captureCallSite(maker)
  )

/** One user message to its answer: metric `turn`. */
export const turn = (agent: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "turn", name: `invoke_agent ${agent}` }, turn)

/** One pass of an agent's loop: metric `iteration`. */
export const iteration = (options?: LapOptions): Lap =>
  make({ ...options, metric: "iteration", name: "iteration" }, iteration)

/** One call of a language model: metric `llm_call`. */
export const modelCall = (model: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "llm_call", name: `chat ${model}` }, modelCall)

/** One run of a tool: metric `tool_execution`. */
export const tool = (tool_: string, options?: LapOptions): Lap =>
  make(
    {
      attributes: { "gen_ai.tool.name": tool_, ...options?.attributes },
      metric: "tool_execution",
      name: `execute_tool ${tool_}`,
      toolName: tool_
    },
    tool
  )

/** A part of what the nearest Lap around it measures: the same metric and tool, under a step of its own. */
export const step = (step_: string, options?: LapOptions): Lap =>
  makeLap(
    { operation: undefined, name: step_, step: step_, attributes: options?.attributes },
    captureCallSite(step)
  )

/** One statement sent to a database: metric `db_query`. */
export const query = (name: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "db_query", name }, query)

/** From begin to the end of the commit or the rollback: metric `db_transaction`. */
export const transaction = (name: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "db_transaction", name }, transaction)

/** Opening or waiting for a connection: metric `db_connection`. */
export const connection = (name: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "db_connection", name }, connection)

/** Metric `db_commit`. */
export const commit = (name: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "db_commit", name }, commit)

/** Metric `db_rollback`. */
export const rollback = (name: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "db_rollback", name }, rollback)

/** One search of a knowledge base: metric `rag_query`. */
export const retrieval = (name: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "rag_query", name: `retrieval ${name}` }, retrieval)

/** A part of starting up: metric `startup`. */
export const startup = (step_: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "startup", name: `startup ${step_}`, step: step_ }, startup)

/** Turning a result into the answer the user reads: metric `response_formatting`. */
export const formatting = (name: string, options?: LapOptions): Lap =>
  make({ ...options, metric: "response_formatting", name }, formatting)

/** Any other operation: every field as given. */
export const operation = (options: OperationOptions): Lap => make(options, operation)
