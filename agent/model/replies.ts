/** Everything the rules model can say to a customer, as facts; wording.ts makes English of them. */
import type { Output } from "../tools/schemas.ts"
import type { KnownItem, KnownOrder } from "./products.ts"

/** A successful answer of a tool. */
type Success<T> = Extract<T, { readonly success: true }>

export type Rma = Success<Output<"CreateRMA">>
export type Label = Success<Output<"GenerateReturnLabel">>
export type Ticket = Success<Output<"EscalateToHuman">>
export type Decision = Extract<Output<"CheckEligibility">, { readonly reason_code: string }>

/** What a ticket was opened for. */
export type TicketCause =
  | "damaged"
  | "review"
  | "changed_story"
  | "expedite"
  | "person"
  | "exception"
  | "trouble"

export type Reply =
  | { readonly _tag: "Greeting" }
  | { readonly _tag: "Thanks" }
  | { readonly _tag: "AskOrder"; readonly lostReceipt: boolean }
  | { readonly _tag: "UnknownOrder"; readonly orderNumbers: readonly string[] }
  | { readonly _tag: "UnknownEmail"; readonly email: string }
  | {
      readonly _tag: "ChooseOrder"
      readonly orders: readonly KnownOrder[]
      readonly suggestion: KnownOrder | undefined
      readonly lostReceipt: boolean
    }
  | { readonly _tag: "ChooseItems"; readonly order: KnownOrder }
  | {
      readonly _tag: "Approved"
      readonly order: KnownOrder
      readonly items: readonly KnownItem[]
      readonly rma: Rma
      readonly label: Label
      /** Undefined when the e-mail could not be sent. */
      readonly mailedTo: string | undefined
    }
  | {
      readonly _tag: "Denied"
      readonly order: KnownOrder
      readonly items: readonly KnownItem[]
      readonly decision: Decision
    }
  | {
      readonly _tag: "AlreadyOpen"
      readonly order: KnownOrder
      readonly items: readonly KnownItem[]
    }
  | { readonly _tag: "OrderInfo"; readonly order: KnownOrder }
  /** The customer asks about a return of this conversation. */
  | { readonly _tag: "Underway"; readonly rma: Rma }
  | { readonly _tag: "Passed"; readonly cause: TicketCause; readonly ticket: Ticket }
  /** Help is needed and not even a ticket could be opened. */
  | { readonly _tag: "Trouble" }
  | {
      readonly _tag: "Policy"
      /** Product categories the customer asks about; none for a question in general. */
      readonly categories: readonly string[]
    }
