/** Gives the statements and transactions of an Effect SQL client the line of the call that made them. */

import { Effect, Effectable, References, Stream } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { captureCallSite, type StackLine } from "./call-site.ts"

/**
 * The same client; its statements are recorded on the line of their sql`…` or sql.unsafe call, its transactions on the
 * line of sql.withTransaction.
 */
export const sql = <Client extends SqlClient.SqlClient>(client: Client): Client => {
  const located = (...args: readonly unknown[]): unknown => {
    const made = (client as (...args: readonly unknown[]) => unknown)(...args)
    return isStatement(made) ? locatedStatement(made, stackOf(args[0], located)) : made
  }
  const unsafe = (text: string, params?: readonly unknown[]): AnyStatement =>
    locatedStatement(client.unsafe(text, params), captureCallSite(unsafe))
  const withTransaction = <A, E, R>(self: Effect.Effect<A, E, R>) =>
    inFrame(client.withTransaction(self), captureCallSite(withTransaction))
  const withoutTransforms = (): Client => {
    const plain = client.withoutTransforms()
    return plain === client ? copy : sql(plain)
  }
  const own = { unsafe, withTransaction, withoutTransforms }
  const copy = Object.assign(located, client, own) as unknown as Client
  return Object.assign(copy, { safe: copy })
}

type AnyStatement = Statement.Statement<unknown>

const isStatement = (made: unknown): made is AnyStatement => Effect.isEffect(made)

/** A template has one place in the source and one array of strings for all its calls. */
const templates = new WeakMap<object, StackLine>()

const stackOf = (strings: unknown, callee: (...args: never[]) => unknown): StackLine => {
  if (typeof strings !== "object" || strings === null) return captureCallSite(callee)
  const known = templates.get(strings)
  if (known !== undefined) return known
  const stack = captureCallSite(callee)
  templates.set(strings, stack)
  return stack
}

/** What runs under this frame has it as its nearest place, as if it had come from Effect.withSpan. */
const frameOf =
  (stack: StackLine) =>
  (parent: References.StackFrame | undefined): References.StackFrame => ({
    name: "sql",
    stack,
    parent
  })

/** A statement that runs as `inner` does, in a frame of its own; as a part of other statements it is the same. */
const locatedStatement = <S extends AnyStatement>(inner: S, stack: StackLine): S => {
  const kind: object = Object.getPrototypeOf(inner)
  let located = prototypes.get(kind)
  if (located === undefined) prototypes.set(kind, (located = makePrototype(kind)))
  return Object.assign(Object.create(located), inner, { [INNER]: inner, [STACK]: stack }) as S
}

const INNER = Symbol("lapline/sql/inner")
const STACK = Symbol("lapline/sql/stack")

interface Located {
  readonly [INNER]: AnyStatement
  readonly [STACK]: StackLine
}

/** Effect has one kind of statement, and so there is one of ours. */
const prototypes = new WeakMap<object, object>()

const EFFECTS = ["raw", "withoutTransform", "values", "valuesUnprepared", "unprepared"] as const

const makePrototype = (kind: object): object => {
  const evaluate = Effectable.Prototype<AnyStatement & Located>({
    label: "Statement",
    evaluate() {
      return inFrame(this[INNER], this[STACK])
    }
  })
  const prototype: object = Object.create(kind, Object.getOwnPropertyDescriptors(evaluate))
  for (const name of EFFECTS) {
    Object.defineProperty(prototype, name, {
      get(this: Located) {
        return inFrame(this[INNER][name], this[STACK])
      }
    })
  }
  return Object.defineProperty(prototype, "stream", {
    get(this: Located) {
      const { stream } = this[INNER]
      return Stream.updateService(stream, References.CurrentStackFrame, frameOf(this[STACK]))
    }
  })
}

const inFrame = <A, E, R>(effect: Effect.Effect<A, E, R>, stack: StackLine) =>
  Effect.updateService(effect, References.CurrentStackFrame, frameOf(stack))
