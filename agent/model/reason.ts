/** The reason for a return, as the tools are told it. */
import type { Understanding } from "./language/understanding.ts"
import { outcomesOf } from "./outcomes.ts"
import type { Transcript } from "./transcript.ts"

const DAMAGED = "Arrived damaged"

/** Whether a reason given by `reasonOf` is damage. */
export const isDamage = (reason: string): boolean => reason.startsWith(DAMAGED)

/**
 * What the customer said about this order, newest first. What was said before another order was decided, or before the
 * last ticket, belongs to that and is left out.
 */
export const saidAbout = (
  { messages, outcomes }: Transcript,
  orderNumber: string
): readonly Understanding[] => {
  const closed = [
    ...outcomesOf(outcomes, "CheckEligibility").filter(
      ({ params }) => params.order_id !== orderNumber
    ),
    ...outcomesOf(outcomes, "EscalateToHuman").filter(({ output }) => output.success)
  ].map(({ turn }) => turn + 1)
  return messages.slice(Math.min(Math.max(0, ...closed), messages.length - 1)).toReversed()
}

/** The reason in a few words. Damage outweighs every other. */
export const reasonOf = (said: readonly Understanding[]): string => {
  const damage = said.find((message) => message.damage !== undefined)?.damage
  if (damage !== undefined) return `${DAMAGED}: ${damage}`
  return said.find((message) => message.reason !== undefined)?.reason ?? "No reason given"
}
