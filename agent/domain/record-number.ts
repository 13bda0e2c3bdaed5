/** Numbers that name an RMA or a ticket: the second it was made, and a random part. */
import { Clock, Effect, Random } from "effect"

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
const RMA_LETTERS = 4
const TICKET_NUMBERS = 10_000

/** `RMA-1765713600-KQZP`. Unique only by chance: the database refuses the second of two equal ones. */
export const newRmaNumber: Effect.Effect<string> = Effect.gen(function* () {
  let letters = ""
  for (let index = 0; index < RMA_LETTERS; index++) {
    letters += LETTERS[yield* Random.nextIntBetween(0, LETTERS.length - 1)]
  }
  return `RMA-${yield* unixSeconds}-${letters}`
})

/** `TICKET-1765713600-0042`, unique likewise. */
export const newTicketNumber: Effect.Effect<string> = Effect.gen(function* () {
  const number = yield* Random.nextIntBetween(0, TICKET_NUMBERS - 1)
  return `TICKET-${yield* unixSeconds}-${String(number).padStart(4, "0")}`
})

const unixSeconds = Effect.map(Clock.currentTimeMillis, (now) => Math.floor(now / 1000))
