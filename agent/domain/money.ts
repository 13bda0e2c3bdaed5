/** Money as whole US cents: every sum is an integer, so that a refund is exact to the cent. */

/**
 * `percent` of an amount, in cents, rounded half up to the cent. Both are non-negative integers,
 * so the sum inside stays an integer and the only rounding is this one.
 */
export const percentageCents = (amountCents: number, percent: number): number =>
  Math.floor((amountCents * percent + 50) / 100)

/** 12999 → "129.99". */
export const formatDollars = (amountCents: number): string => {
  const sign = amountCents < 0 ? "-" : ""
  const digits = String(Math.abs(amountCents)).padStart(3, "0")
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** "129.99" → 12999, the inverse of formatDollars; undefined for any other form. */
export const parseDollars = (dollars: string): number | undefined =>
  /^\d{1,12}\.\d{2}$/u.test(dollars) ? Number(dollars.replace(".", "")) : undefined
