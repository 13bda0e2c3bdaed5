/** `timed`: measures plain functions and methods, of any kind, as a wrapper or as a decorator. */

import { ambient } from "./ambient.ts"
import { captureCallSite, captureDecoration, type StackLine } from "./call-site.ts"
import { LapSite } from "./lap-site.ts"
import {
  iterationFields,
  type LapOptions,
  namedFields,
  type OperationFields,
  stepFields,
  timingFields,
  type TimingOptions,
  toolFields
} from "./operation.ts"
import { timedGenerator } from "./timed-generator.ts"
import { timedFunction, type PlainFunction } from "./timed-run.ts"

type AnyFunction = (...args: never[]) => unknown

/** What the language tells a method decorator. */
export interface MethodContext {
  readonly kind: "method"
  readonly name: string | symbol
}

/**
 * Measures every call of the function it is applied to, `timer(function …)` or `@timer` before a method. The function keeps
 * its type: a synchronous one is measured until it returns, an asynchronous one until its promise settles, a generator over its
 * whole iteration. The record stands on the line where the timer is applied, a method's on the line of the method.
 */
export type Timer = <F extends AnyFunction>(target: F, context?: MethodContext) => F

export interface Timed extends Timer {
  /** A timer of what the options say. */
  (options: TimingOptions): Timer
  /** One user message to its answer: metric `turn`. */
  readonly turn: (agent: string, options?: LapOptions) => Timer
  /** One pass of an agent's loop: metric `iteration`. */
  readonly iteration: (options?: LapOptions) => Timer
  /** One call of a language model: metric `llm_call`. */
  readonly modelCall: (model: string, options?: LapOptions) => Timer
  /** One run of a tool: metric `tool_execution`. */
  readonly tool: (name: string, options?: LapOptions) => Timer
  /** A part of what the span around measures: the same metric and tool, under a step of its own. */
  readonly step: (name: string, options?: LapOptions) => Timer
  /** One statement sent to a database: metric `db_query`. */
  readonly query: (name: string, options?: LapOptions) => Timer
  /** From begin to the end of the commit or the rollback: metric `db_transaction`. */
  readonly transaction: (name: string, options?: LapOptions) => Timer
  /** Opening or waiting for a connection: metric `db_connection`. */
  readonly connection: (name: string, options?: LapOptions) => Timer
  /** Metric `db_commit`. */
  readonly commit: (name: string, options?: LapOptions) => Timer
  /** Metric `db_rollback`. */
  readonly rollback: (name: string, options?: LapOptions) => Timer
  /** One search of a knowledge base: metric `rag_query`. */
  readonly retrieval: (name: string, options?: LapOptions) => Timer
  /** A part of starting up: metric `startup`. */
  readonly startup: (step: string, options?: LapOptions) => Timer
  /** Turning a result into the answer the user reads: metric `response_formatting`. */
  readonly formatting: (name: string, options?: LapOptions) => Timer
}

/** The function, or a timer made from options. */
const timedOrTimer = (
  target: AnyFunction | TimingOptions,
  context?: MethodContext
): AnyFunction | Timer => {
  if (typeof target === "object") return makeTimer(timingFields(target), captureCallSite(timed))
  return measure(timingFields({}), target, context, [], timed)
}

const makeTimer = (fields: OperationFields, made: StackLine): Timer => {
  const timer = <F extends AnyFunction>(target: F, context?: MethodContext): F =>
    measure(fields, target, context, [made], timer)
  return timer
}

const measure = <F extends AnyFunction>(
  fields: OperationFields,
  target: F,
  context: MethodContext | undefined,
  made: readonly StackLine[],
  callee: (...args: never[]) => unknown
): F => {
  // Classes and what cannot be called stay what they are.
  if (typeof target !== "function" || CLASS.test(Function.prototype.toString.call(target))) {
    return target
  }
  ambient.isUsed = true
  const method = methodName(context)
  const applied = method === undefined ? captureCallSite(callee) : captureDecoration(callee)
  // A decorator with arguments was made on the line it stands on; called without, it is found by its helpers.
  const stacks = method === undefined ? [applied, ...made] : [...made, applied]
  const origin = { stacks, body: { name: method ?? target.name }, isMethod: method !== undefined }
  const site = new LapSite(fields, origin)
  const body = target as unknown as PlainFunction
  const measured = timedGenerator(site, body) ?? timedFunction(site, body)
  keepLooks(measured, target)
  return measured as unknown as F
}

/** Name, length and what the host has put on the function. */
const keepLooks = (measured: PlainFunction, target: AnyFunction): void => {
  Object.defineProperty(measured, "length", { value: target.length, configurable: true })
  Object.defineProperty(measured, "name", { value: target.name, configurable: true })
  Object.assign(measured, target)
}

const CLASS = /^class\b/

const methodName = (context: MethodContext | undefined): string | undefined => {
  const name = context?.name
  return typeof name === "symbol" ? (name.description ?? "symbol") : name
}

type Named = (name: string, options?: LapOptions) => Timer

const named = (fieldsOf: (name: string, options?: LapOptions) => OperationFields): Named => {
  const timer: Named = (name, options) => makeTimer(fieldsOf(name, options), captureCallSite(timer))
  return timer
}

const iteration = (options?: LapOptions): Timer =>
  makeTimer(iterationFields(options), captureCallSite(iteration))

/** Measures plain functions: `timed(load)`, `timed({ metric: "rag_query" })(search)`, `timed.tool("CheckEligibility")(check)`. */
export const timed: Timed = Object.assign(timedOrTimer as Timer & ((o: TimingOptions) => Timer), {
  turn: named(namedFields.turn),
  iteration,
  modelCall: named(namedFields.modelCall),
  tool: named(toolFields),
  step: named(stepFields),
  query: named(namedFields.query),
  transaction: named(namedFields.transaction),
  connection: named(namedFields.connection),
  commit: named(namedFields.commit),
  rollback: named(namedFields.rollback),
  retrieval: named(namedFields.retrieval),
  startup: named(namedFields.startup),
  formatting: named(namedFields.formatting)
})
