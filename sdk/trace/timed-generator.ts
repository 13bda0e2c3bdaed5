/**
 * Generators, timed from the first item asked for to the end of the iteration. The span is the current one only while the
 * generator runs, never while its consumer does. A generator that is closed before its end is interrupted.
 */

import type { Span } from "./span.ts"
import {
  beginPlain,
  endPlain,
  failPlain,
  inSpan,
  interruptPlain,
  type PlainFunction,
  type PlainSite
} from "./timed-run.ts"

type AnyGenerator = Generator<unknown, unknown, unknown>
type AnyAsyncGenerator = AsyncGenerator<unknown, unknown, unknown>
type Method = "next" | "return" | "throw"

/** The measured form of a generator function; undefined for other functions. */
export const timedGenerator = (site: PlainSite, body: PlainFunction): PlainFunction | undefined => {
  const kind: unknown = Object.getPrototypeOf(body)
  if (kind === GENERATOR) {
    return ofKind(kind, function (this: unknown, ...args: unknown[]) {
      return new TimedGenerator(site, body.apply(this, args) as AnyGenerator)
    })
  }
  if (kind === ASYNC_GENERATOR) {
    return ofKind(kind, function (this: unknown, ...args: unknown[]) {
      return new TimedAsyncGenerator(site, body.apply(this, args) as AnyAsyncGenerator)
    })
  }
  return undefined
}

/** Whoever looks at the measured function, another `timed` among them, finds a generator function. */
const ofKind = (kind: object, measured: PlainFunction): PlainFunction =>
  Object.setPrototypeOf(measured, kind)

/** What generator functions inherit from; its `prototype` is what their generators do. */
const GENERATOR: GeneratorFunction = Object.getPrototypeOf(function* () {})
const ASYNC_GENERATOR: AsyncGeneratorFunction = Object.getPrototypeOf(async function* () {})

/** The span of one iteration: none before the first item is asked for, none after the end. */
class Iteration {
  private readonly site: PlainSite
  private span: Span | undefined = undefined
  private hasBegun = false

  constructor(site: PlainSite) {
    this.site = site
  }
  /** Before a generator goes on; closing one that was never asked for anything is no iteration. */
  begin(method: Method): Span | undefined {
    if (!this.hasBegun) {
      this.hasBegun = true
      if (method === "next") this.span = beginPlain(this.site)
    }
    return this.span
  }
  step(method: Method, result: IteratorResult<unknown, unknown>): void {
    const { span } = this
    if (span === undefined || result.done !== true) return
    this.span = undefined
    if (method === "return") interruptPlain(span)
    else endPlain(span)
  }
  fail(cause: unknown): void {
    const { span } = this
    this.span = undefined
    if (span !== undefined) failPlain(span, cause)
  }
}

class TimedGenerator {
  private readonly inner: AnyGenerator
  private readonly iteration: Iteration

  constructor(site: PlainSite, inner: AnyGenerator) {
    this.inner = inner
    this.iteration = new Iteration(site)
  }
  next(...sent: unknown[]): IteratorResult<unknown, unknown> {
    return this.resume("next", sent)
  }
  return(value: unknown): IteratorResult<unknown, unknown> {
    return this.resume("return", [value])
  }
  throw(cause: unknown): IteratorResult<unknown, unknown> {
    return this.resume("throw", [cause])
  }
  private resume(method: Method, args: readonly unknown[]): IteratorResult<unknown, unknown> {
    const { inner, iteration } = this
    const step = inner[method] as PlainFunction
    const span = iteration.begin(method)
    try {
      const result = (
        span === undefined ? Reflect.apply(step, inner, args) : inSpan(span, step, inner, args)
      ) as IteratorResult<unknown, unknown>
      iteration.step(method, result)
      return result
    } catch (cause) {
      iteration.fail(cause)
      throw cause
    }
  }
}

class TimedAsyncGenerator {
  private readonly inner: AnyAsyncGenerator
  private readonly iteration: Iteration

  constructor(site: PlainSite, inner: AnyAsyncGenerator) {
    this.inner = inner
    this.iteration = new Iteration(site)
  }
  next(...sent: unknown[]): Promise<IteratorResult<unknown, unknown>> {
    return this.resume("next", sent)
  }
  return(value: unknown): Promise<IteratorResult<unknown, unknown>> {
    return this.resume("return", [value])
  }
  throw(cause: unknown): Promise<IteratorResult<unknown, unknown>> {
    return this.resume("throw", [cause])
  }
  private async resume(
    method: Method,
    args: readonly unknown[]
  ): Promise<IteratorResult<unknown, unknown>> {
    const { inner, iteration } = this
    const step = inner[method] as PlainFunction
    const span = iteration.begin(method)
    try {
      const result = (await (span === undefined
        ? Reflect.apply(step, inner, args)
        : inSpan(span, step, inner, args))) as IteratorResult<unknown, unknown>
      iteration.step(method, result)
      return result
    } catch (cause) {
      iteration.fail(cause)
      throw cause
    }
  }
}

// Iterator helpers, Symbol.iterator and the name of the class are those of the language's own generators.
Object.setPrototypeOf(TimedGenerator.prototype, GENERATOR.prototype)
Object.setPrototypeOf(TimedAsyncGenerator.prototype, ASYNC_GENERATOR.prototype)
