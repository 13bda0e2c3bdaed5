/** GenerateReturnLabel: has the carrier make the label of an RMA and notes its number. */
import { Effect } from "effect"
import { Lap } from "lapline"
import { Carrier, type Shipment } from "../carrier/carrier.ts"
import { findOrder } from "../database/orders.ts"
import { findRma, setLabel } from "../database/rmas.ts"
import { inTransaction } from "../database/transaction.ts"
import { answering, refuse } from "./answer.ts"
import { correlateOrder } from "./correlation.ts"
import { GenerateReturnLabel, type Input } from "./schemas.ts"

const rmaLookup = Lap.step("rma_lookup")(function* (input: Input<"GenerateReturnLabel">) {
  const rma = yield* findRma(input.rma_number)
  const found = yield* findOrder(input.order_id)
  if (rma === undefined || found === undefined || rma.orderNumber !== input.order_id) {
    const explanation = `Order ${input.order_id} has no return ${input.rma_number}.`
    return yield* refuse("DATA_ERR", explanation)
  }
  if (rma.status !== "Initiated" && rma.status !== "Label_Sent") {
    const explanation = `Return ${rma.rmaNumber} is ${rma.status}: it needs no label.`
    return yield* refuse("NOT_ELIGIBLE", explanation)
  }
  const { customer, shippingAddress } = found.order
  return {
    rmaNumber: rma.rmaNumber,
    orderNumber: rma.orderNumber,
    senderName: `${customer.firstName} ${customer.lastName}`,
    senderAddress: shippingAddress
  }
})

const labelGeneration = Lap.step("label_generation")(function* (shipment: Shipment) {
  const carrier = yield* Carrier
  return yield* carrier.createLabel(shipment)
})

const databaseUpdate = Lap.step("database_update")((label: Parameters<typeof setLabel>[0]) =>
  writing(setLabel(label))
)

const writing = inTransaction({ transaction: Lap.transaction("store label") })

export const generateReturnLabel = Lap.tool("GenerateReturnLabel")(
  answering(GenerateReturnLabel.parametersSchema, (input) =>
    Effect.gen(function* () {
      yield* correlateOrder(input.order_id)
      const shipment = yield* rmaLookup(input)
      const label = yield* labelGeneration(shipment)
      yield* databaseUpdate({ rmaNumber: shipment.rmaNumber, ...label })
      return {
        success: true as const,
        rma_number: shipment.rmaNumber,
        status: "Label_Sent" as const,
        carrier: label.carrier,
        tracking_number: label.trackingNumber,
        label_url: label.labelUrl,
        message: `The label is ready. The tracking number is ${label.trackingNumber}.`
      }
    })
  )
)
