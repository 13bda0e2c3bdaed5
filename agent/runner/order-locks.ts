/** Keeps conversations about the same order apart: each puts its order back first, and would take it away from the other. */
import { Effect, Semaphore } from "effect"
import type { Conversation } from "./conversation.ts"

export type OrderLocks = (
  conversation: Conversation
) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Locks of one process. Two processes that run the samples need a database each. */
export const makeOrderLocks = (): OrderLocks => {
  const locks = new Map<string, Semaphore.Semaphore>()
  const lockOf = (order: string): Semaphore.Semaphore => {
    const known = locks.get(order)
    if (known !== undefined) return known
    const made = Semaphore.makeUnsafe(1)
    locks.set(order, made)
    return made
  }
  return (conversation) => (effect) =>
    // The smallest is taken first: nobody who waits holds what one with a smaller one needs.
    ordersOf(conversation)
      .toReversed()
      .reduce((inner, order) => Semaphore.withPermits(lockOf(order), 1)(inner), effect)
}

/** What a conversation changes or is checked against, each once, in ascending order. */
export const ordersOf = ({ reset, expect }: Conversation): string[] =>
  [...new Set([...reset, ...(expect.order === undefined ? [] : [expect.order.number])])].toSorted()
