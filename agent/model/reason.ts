/** The reason for a return, as the tools are told it. */
import { outcomesOf } from "./outcomes.ts"
import type { Transcript } from "./transcript.ts"

const DAMAGED = "Arrived damaged"

/** Whether a reason given by `reasonOf` is damage. */
export const isDamage = (reason: string): boolean => reason.startsWith(DAMAGED)

/**
 * The reason the customer gave for this order, in a few words. Damage outweighs every other reason. What was said before
 * another order was decided, or before the last ticket, belongs to that and is not read again.
 */
export const reasonOf = ({ messages, outcomes }: Transcript, orderNumber: string): string => {
  const now = messages.length - 1
  const closed = [
    ...outcomesOf(outcomes, "CheckEligibility").filter(
      ({ params }) => params.order_id !== orderNumber
    ),
    ...outcomesOf(outcomes, "EscalateToHuman").filter(({ output }) => output.success)
  ].map(({ turn }) => turn + 1)
  const said = messages.slice(Math.min(Math.max(0, ...closed), now)).toReversed()
  const damage = said.find((message) => message.damage !== undefined)?.damage
  if (damage !== undefined) return `${DAMAGED}: ${damage}`
  return said.find((message) => message.reason !== undefined)?.reason ?? "No reason given"
}
