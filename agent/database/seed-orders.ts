/**
 * The orders and finished returns of the sample data.
 *
 * 53 orders are six groups: five of ten and three named ones. The samples name a fourth order,
 * 90123, aged 25 days: it is one of the ten aged 5 to 29 days, which is the only way that both the
 * sizes of the groups and the total hold.
 */
import type { OrderStatus, ProductCategory, RmaStatus } from "../domain/codes.ts"
import { type Draw, seededDraw } from "../domain/random.ts"
import { CUSTOMERS, type SeedCustomer } from "./seed-people.ts"

export interface SeedItem {
  readonly name: string
  readonly category: ProductCategory
  readonly priceCents: number
  readonly quantity: number
  readonly finalSale: boolean
}

export interface SeedOrder {
  readonly number: string
  readonly customerId: number
  readonly ageDays: number
  readonly status: OrderStatus
  readonly items: ReadonlyArray<SeedItem>
}

export interface SeedRma {
  readonly number: string
  readonly orderNumber: string
  readonly status: RmaStatus
  readonly reason: string
  /** How long after the order the return was opened, and how long after that it last changed. */
  readonly openedAfterDays: number
  readonly changedAfterDays: number
}

/** Any change of this number or of the draws below makes other sample data. */
const SEED = 20_251_214

/** Their orders carry no restocking fee: what was paid is what was refunded. */
export const RMAS: ReadonlyArray<SeedRma> = [
  {
    number: "RMA4567",
    orderNumber: "23001",
    status: "Refunded",
    reason: "Too large",
    openedAfterDays: 9,
    changedAfterDays: 12
  },
  {
    number: "RMA4568",
    orderNumber: "22001",
    status: "Processed",
    reason: "Not as described",
    openedAfterDays: 8,
    changedAfterDays: 11
  },
  {
    number: "RMA4569",
    orderNumber: "21001",
    status: "In_Transit",
    reason: "Changed my mind",
    openedAfterDays: 2,
    changedAfterDays: 1
  }
]

/** All 53 orders; the same on every call. */
export const seedOrders = (): ReadonlyArray<SeedOrder> => {
  const draw = seededDraw(SEED)
  const anyone = CUSTOMERS.filter((person) => person.risk === "none" && person.id > 3)
  const risky = CUSTOMERS.filter((person) => person.risk !== "none")
  const turn = roundRobin(anyone)
  const group = (first: number, size: number, make: (index: number) => Omit<SeedOrder, "number">) =>
    Array.from({ length: size }, (_, index) => ({ number: String(first + index), ...make(index) }))
  const single = (customer: SeedCustomer, ages: readonly [number, number]) => ({
    customerId: customer.id,
    ageDays: draw(...ages),
    status: "Delivered" as const,
    items: [drawItem(draw)]
  })
  // 21002 to 21006 are the recent orders of the customers whom a person must look at.
  const recent = group(21_001, 9, (index) => single(risky[index - 1] ?? turn(), [5, 29]))
  const older = group(22_001, 10, () => single(turn(), [31, 89]))
  const oldest = group(23_001, 10, () => single(turn(), [91, 200]))
  const finalSale = group(24_001, 10, () => {
    const order = single(turn(), [5, 60])
    return { ...order, items: order.items.map((item) => ({ ...item, finalSale: true })) }
  })
  const several = group(25_001, 10, (index) => ({
    ...single(turn(), [5, 100]),
    items: Array.from({ length: 2 + (index % 2) }, () => drawItem(draw))
  }))
  return [...NAMED, ...recent, ...older, ...oldest, ...finalSale, ...several].map(withStatus)
}

const item = (name: string, category: ProductCategory, priceCents: number): SeedItem => ({
  name,
  category,
  priceCents,
  quantity: 1,
  finalSale: false
})

const named = (number: string, customerId: number, ageDays: number, only: SeedItem): SeedOrder => ({
  number,
  customerId,
  ageDays,
  status: "Delivered",
  items: [only]
})

const NAMED: ReadonlyArray<SeedOrder> = [
  named("77893", 1, 15, item("Hiking Boots", "Footwear", 12_999)),
  named("45110", 2, 185, item("Black Jacket", "Clothing", 8_999)),
  named("10552", 3, 10, item("Tablet", "Electronics", 49_999)),
  named("90123", 1, 25, item("Toaster", "Home Goods", 4_999))
]

const CATALOGUE: ReadonlyArray<SeedItem> = [
  item("Rain Coat", "Clothing", 11_950),
  item("Wool Sweater", "Clothing", 6_495),
  item("Linen Shirt", "Clothing", 3_999),
  item("Headphones", "Electronics", 19_999),
  item("Desk Lamp", "Home Goods", 3_450),
  item("Smart Watch", "Electronics", 24_900),
  item("Bluetooth Speaker", "Electronics", 7_933),
  item("Kettle", "Home Goods", 3_999),
  item("Bath Towel", "Home Goods", 1_899),
  item("Running Shoes", "Footwear", 9_995),
  item("Sandals", "Footwear", 4_450),
  item("Leather Belt", "Accessories", 2_999),
  item("Sunglasses", "Accessories", 8_900),
  item("Anniversary Vinyl Box", "Special Edition", 15_900)
]

const drawItem = (draw: Draw): SeedItem => {
  const drawn =
    CATALOGUE[draw(0, CATALOGUE.length - 1)] ?? item("Gift Card Box", "Accessories", 500)
  return { ...drawn, quantity: draw(1, 10) > 8 ? 2 : 1 }
}

const roundRobin = (people: ReadonlyArray<SeedCustomer>) => {
  let next = 0
  return (): SeedCustomer => {
    const person = people[next++ % people.length]
    if (person === undefined) throw new RangeError("nobody to order anything")
    return person
  }
}

const withStatus = (order: SeedOrder): SeedOrder => {
  const rma = RMAS.find((rma) => rma.orderNumber === order.number)
  if (rma === undefined) return order
  return { ...order, status: rma.status === "In_Transit" ? "Return_Initiated" : "Returned" }
}
