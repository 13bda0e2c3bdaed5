/** What the rules know of a customer, an order, its items and a return policy. */
import type { LoyaltyTier, OrderStatus, ProductCategory } from "./codes.ts"

export interface Customer {
  readonly id: number
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly loyaltyTier: LoyaltyTier
  readonly fraudFlag: boolean
  /** Returns in the last 30 days. */
  readonly returnCount30d: number
}

export interface OrderItem {
  readonly id: number
  readonly productName: string
  readonly productCategory: ProductCategory
  readonly sku: string
  readonly quantity: number
  /** Of one piece. */
  readonly priceCents: number
  readonly isFinalSale: boolean
  readonly isReturnable: boolean
}

export interface Order {
  readonly id: number
  readonly orderNumber: string
  /** ISO date-time, UTC. */
  readonly orderDate: string
  readonly totalCents: number
  readonly status: OrderStatus
  readonly shippingAddress: string
  readonly customer: Customer
  readonly items: ReadonlyArray<OrderItem>
}

export interface Policy {
  readonly name: string
  /** A product category, `General` or `VIP Extended`. */
  readonly category: string
  readonly windowDays: number
  readonly requiresOriginalPackaging: boolean
  readonly restockingFeePercent: number
}

/** Gold and Platinum customers have the extended window and pay no restocking fee. */
export const isVip = (customer: Customer): boolean =>
  customer.loyaltyTier === "Gold" || customer.loyaltyTier === "Platinum"
