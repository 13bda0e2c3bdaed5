/** The carrier that takes a return back: what it needs, what it answers, how it fails. */
import { Context, Data, type Effect } from "effect"

export interface Shipment {
  readonly rmaNumber: string
  readonly orderNumber: string
  readonly senderName: string
  readonly senderAddress: string
}

export interface ShippingLabel {
  readonly carrier: string
  readonly trackingNumber: string
  readonly labelUrl: string
}

/** The carrier could not make the label. Its `cause` may hold paths and codes, never an address. */
export class CarrierError extends Data.TaggedError("CarrierError")<{
  readonly reason: "unavailable" | "storage"
  readonly cause: unknown
}> {
  override get message(): string {
    return this.reason === "storage"
      ? "The label could not be stored"
      : "The carrier is not available"
  }
}

export class Carrier extends Context.Service<
  Carrier,
  { readonly createLabel: (shipment: Shipment) => Effect.Effect<ShippingLabel, CarrierError> }
>()("return-agent/Carrier") {}
