/** The people and the policies of the sample data. */
import type { LoyaltyTier } from "../domain/codes.ts"

export interface SeedCustomer {
  readonly id: number
  readonly firstName: string
  readonly lastName: string
  readonly tier: LoyaltyTier
  readonly risk: "none" | "fraud" | "frequent"
}

const customer = (
  id: number,
  firstName: string,
  lastName: string,
  tier: LoyaltyTier,
  risk: SeedCustomer["risk"] = "none"
): SeedCustomer => ({ id, firstName, lastName, tier, risk })

/** Twenty customers; the first three are those of the sample conversations and have no other orders. */
export const CUSTOMERS: ReadonlyArray<SeedCustomer> = [
  customer(1, "John", "Doe", "Standard"),
  customer(2, "Jane", "Smith", "Standard"),
  customer(3, "Bob", "Johnson", "Standard"),
  customer(4, "Alice", "Nguyen", "Silver"),
  customer(5, "Carlos", "Rivera", "Gold"),
  customer(6, "Dana", "Kowalski", "Standard"),
  customer(7, "Emeka", "Okafor", "Platinum"),
  customer(8, "Farah", "Haddad", "Silver"),
  customer(9, "Greta", "Lindqvist", "Standard"),
  customer(10, "Hiro", "Tanaka", "Gold"),
  customer(11, "Ines", "Moreau", "Standard"),
  customer(12, "Jakub", "Novak", "Platinum"),
  customer(13, "Kavya", "Sharma", "Silver"),
  customer(14, "Liam", "Byrne", "Standard"),
  customer(15, "Maria", "Conti", "Gold"),
  customer(16, "Nikos", "Pappas", "Standard", "fraud"),
  customer(17, "Olga", "Petrova", "Silver", "fraud"),
  customer(18, "Pedro", "Alves", "Standard", "frequent"),
  customer(19, "Quinn", "Murphy", "Gold", "frequent"),
  customer(20, "Rosa", "Jimenez", "Platinum", "frequent")
]

export const emailOf = (person: SeedCustomer): string =>
  `${person.firstName}.${person.lastName}@example.com`.toLowerCase()

export interface SeedPolicy {
  readonly name: string
  readonly category: string
  readonly windowDays: number
  readonly originalPackaging: boolean
  readonly feePercent: number
  readonly conditions: string
}

export const POLICIES: ReadonlyArray<SeedPolicy> = [
  {
    name: "General",
    category: "General",
    windowDays: 30,
    originalPackaging: false,
    feePercent: 0,
    conditions: "Unused, in a condition to be sold again."
  },
  {
    name: "Electronics",
    category: "Electronics",
    windowDays: 90,
    originalPackaging: true,
    feePercent: 15,
    conditions: "Original packaging. The fee is waived for Gold and Platinum."
  },
  {
    name: "Clothing",
    category: "Clothing",
    windowDays: 30,
    originalPackaging: false,
    feePercent: 0,
    conditions: "Tags attached, not worn."
  },
  {
    name: "Final sale",
    category: "Final Sale",
    windowDays: 0,
    originalPackaging: false,
    feePercent: 0,
    conditions: "Not returnable."
  },
  {
    name: "VIP extended",
    category: "VIP Extended",
    windowDays: 120,
    originalPackaging: false,
    feePercent: 0,
    conditions: "Gold and Platinum customers, every category."
  }
]
