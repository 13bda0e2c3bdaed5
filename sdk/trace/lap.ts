/** The combinators a program is measured with. A Lap is made once, where the program defines it, and costs little each time. */

import { captureCallSite } from "./call-site.ts"
import { type Lap, makeLap } from "./lap-apply.ts"
import {
  iterationFields,
  type LapOptions,
  namedFields,
  operationFields,
  type OperationOptions,
  stepFields,
  toolFields
} from "./operation.ts"

export type { Lap } from "./lap-apply.ts"
export type { LapOptions, OperationOptions } from "./operation.ts"
export type { Attributes, AttributeValue } from "./site.ts"
export { annotate, correlate, markError } from "./current.ts"

/** One user message to its answer: metric `turn`. */
export const turn = (agent: string, options?: LapOptions): Lap =>
  makeLap(namedFields.turn(agent, options), captureCallSite(turn))

/** One pass of an agent's loop: metric `iteration`. */
export const iteration = (options?: LapOptions): Lap =>
  makeLap(iterationFields(options), captureCallSite(iteration))

/** One call of a language model: metric `llm_call`. */
export const modelCall = (model: string, options?: LapOptions): Lap =>
  makeLap(namedFields.modelCall(model, options), captureCallSite(modelCall))

/** One run of a tool: metric `tool_execution`. */
export const tool = (name: string, options?: LapOptions): Lap =>
  makeLap(toolFields(name, options), captureCallSite(tool))

/** A part of what the nearest Lap around it measures: the same metric and tool, under a step of its own. */
export const step = (name: string, options?: LapOptions): Lap =>
  makeLap(stepFields(name, options), captureCallSite(step))

/** One statement sent to a database: metric `db_query`. */
export const query = (name: string, options?: LapOptions): Lap =>
  makeLap(namedFields.query(name, options), captureCallSite(query))

/** From begin to the end of the commit or the rollback: metric `db_transaction`. */
export const transaction = (name: string, options?: LapOptions): Lap =>
  makeLap(namedFields.transaction(name, options), captureCallSite(transaction))

/** Opening or waiting for a connection: metric `db_connection`. */
export const connection = (name: string, options?: LapOptions): Lap =>
  makeLap(namedFields.connection(name, options), captureCallSite(connection))

/** Metric `db_commit`. */
export const commit = (name: string, options?: LapOptions): Lap =>
  makeLap(namedFields.commit(name, options), captureCallSite(commit))

/** Metric `db_rollback`. */
export const rollback = (name: string, options?: LapOptions): Lap =>
  makeLap(namedFields.rollback(name, options), captureCallSite(rollback))

/** One search of a knowledge base: metric `rag_query`. */
export const retrieval = (name: string, options?: LapOptions): Lap =>
  makeLap(namedFields.retrieval(name, options), captureCallSite(retrieval))

/** A part of starting up: metric `startup`. */
export const startup = (name: string, options?: LapOptions): Lap =>
  makeLap(namedFields.startup(name, options), captureCallSite(startup))

/** Turning a result into the answer the user reads: metric `response_formatting`. */
export const formatting = (name: string, options?: LapOptions): Lap =>
  makeLap(namedFields.formatting(name, options), captureCallSite(formatting))

/** Any other operation: every field as given. */
export const operation = (options: OperationOptions): Lap =>
  makeLap(operationFields(options), captureCallSite(operation))
