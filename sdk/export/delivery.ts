/** Carries items to a receiver in batches: bounded, patient with a receiver that is away, and never in its host's way. */

/** What a receiver said to a batch. */
export type Answer =
  | { readonly _tag: "Accepted"; readonly refused: number; readonly reason: string }
  /** Not now: `afterMs` when it said when. */
  | { readonly _tag: "Busy"; readonly afterMs: number | undefined; readonly reason: string }
  | { readonly _tag: "TooLarge" }
  | { readonly _tag: "Refused"; readonly reason: string }

export interface DeliveryOptions<Item> {
  /** Hands over one batch. Does not reject, and ends soon after `signal` is aborted. */
  readonly send: (batch: readonly Item[], signal: AbortSignal) => Promise<Answer>
  /** Told when items are given up: the first time, and at the end where more were lost since. */
  readonly onLoss: (dropped: number, reason: string) => void
  readonly maxQueue: number
  readonly maxBatch: number
  /** The longest that an item waits for others. */
  readonly intervalMs: number
  /** How long `close` may take. */
  readonly closeMs: number
  readonly clock?: DeliveryClock | undefined
  /** How often a receiver that is away is asked for one batch, at most: 6 times unless given. */
  readonly maxAttempts?: number | undefined
}

export interface DeliveryClock {
  /** Calls `run` once after so many milliseconds, without keeping the process alive; the answer calls it off. */
  readonly after: (delayMs: number, run: () => void) => () => void
  /** From 0 to 1. */
  readonly random: () => number
}

export interface DeliveryCounts {
  readonly taken: number
  readonly delivered: number
  readonly dropped: number
}

export interface Delivery<Item> {
  /** Drops the item when the queue is full. */
  readonly push: (item: Item) => void
  /** Resolves when all that was pushed before is delivered or dropped. */
  readonly flush: () => Promise<void>
  /** As `flush`, in at most `closeMs`; what is not delivered by then, or pushed later, is dropped. */
  readonly close: () => Promise<void>
  readonly counts: () => DeliveryCounts
  /** How many of the dropped the receiver did not refuse: it was away. */
  readonly missed: () => number
  /** Whether all that was pushed is delivered or dropped. */
  readonly isIdle: () => boolean
}

const MAX_ATTEMPTS = 6
const FIRST_DELAY_MS = 1_000
const MAX_DELAY_MS = 30_000
/** A receiver may ask for more; what waits then is bounded by the queue. */
const MAX_ASKED_MS = 300_000

export const makeDelivery = <Item>(options: DeliveryOptions<Item>): Delivery<Item> => {
  const { clock = systemClock, send, maxAttempts = MAX_ATTEMPTS } = options
  const aborted = new AbortController()
  const queue: Item[] = []
  let { maxBatch } = options
  let taken = 0
  let delivered = 0
  let dropped = 0
  let away = 0
  let told = 0
  let lastReason = ""
  let state: "open" | "closing" | "closed" = "open"
  let running: Promise<void> | undefined
  let callOff: (() => void) | undefined
  let hurry: (() => void) | undefined

  const drop = (count: number, reason: string): void => {
    if (count === 0) return
    dropped += count
    lastReason = reason
    if (told === 0) tell()
  }

  const tell = (): void => {
    told = dropped
    options.onLoss(dropped, lastReason)
  }

  /** A batch that is too large goes in halves, and so do the batches after it. */
  const deliver = async (batch: readonly Item[]): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await send(batch, aborted.signal)
      switch (answer._tag) {
        case "Accepted": {
          const refused = Math.min(batch.length, answer.refused)
          delivered += batch.length - refused
          return drop(refused, answer.reason)
        }
        case "Refused":
          return drop(batch.length, answer.reason)
        case "TooLarge": {
          const half = Math.ceil(batch.length / 2)
          if (batch.length === 1) return drop(1, "one item alone is too large for the receiver")
          maxBatch = Math.min(maxBatch, half)
          await deliver(batch.slice(0, half))
          return deliver(batch.slice(half))
        }
        case "Busy":
          // At the end there is no time to wait for a receiver that is away.
          if (state !== "open" || attempt >= maxAttempts) {
            away += batch.length
            return drop(batch.length, answer.reason)
          }
          await pause(answer.afterMs ?? backOff(attempt, clock.random()))
      }
    }
  }

  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const end = clock.after(Math.min(delayMs, MAX_ASKED_MS), resolve)
      hurry = () => {
        end()
        resolve()
      }
    })

  /** Ends in the same step in which it finds nothing more, so that no item comes between. */
  const drain = async (): Promise<void> => {
    while (queue.length > 0 && !aborted.signal.aborted) await deliver(queue.splice(0, maxBatch))
    running = undefined
  }

  const start = (): Promise<void> => {
    callOff?.()
    callOff = undefined
    if (running === undefined && queue.length > 0) running = drain()
    return running ?? Promise.resolve()
  }

  const push = (item: Item): void => {
    taken += 1
    if (state !== "open") {
      dropped += 1
      return
    }
    if (queue.length >= options.maxQueue) return drop(1, "more came than the receiver takes")
    queue.push(item)
    if (running !== undefined) return
    if (queue.length >= maxBatch) void start()
    else callOff ??= clock.after(options.intervalMs, () => void start())
  }

  const close = async (): Promise<void> => {
    if (state !== "open") return
    state = "closing"
    hurry?.()
    // This one timer keeps the process alive, as the work it limits must.
    const limit = setTimeout(() => aborted.abort(), options.closeMs)
    await start()
    clearTimeout(limit)
    state = "closed"
    away += queue.length
    drop(queue.splice(0).length, "the receiver did not answer in time")
    if (dropped > told) tell()
  }

  return {
    push,
    flush: start,
    close,
    counts: () => ({ taken, delivered, dropped }),
    missed: () => away,
    isIdle: () => taken === delivered + dropped
  }
}

/** Doubles from one second to thirty, and takes between half and all of it, so that many senders do not come back at once. */
const backOff = (attempt: number, random: number): number =>
  Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1)) * (0.5 + random / 2)

const systemClock: DeliveryClock = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs).unref()
    return () => clearTimeout(timer)
  },
  random: Math.random
}
