/** Which session and order a tool's spans belong to. */
import { Context, Effect } from "effect"
import { Lap } from "lapline"

/** The session that is being served: set by the turn, and believed before what a model says. */
export const CurrentSession = Context.Reference<string | undefined>("return-agent/CurrentSession", {
  defaultValue: () => undefined
})

/** Tags the spans with the order. Only a number is taken: a model may put anything in its place. */
export const correlateOrder = (orderNumber: string): Effect.Effect<void> =>
  /^\d{1,12}$/u.test(orderNumber) ? Lap.correlate({ orderId: orderNumber }) : Effect.void
