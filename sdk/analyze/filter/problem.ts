/** Why a text is no filter: data for the one who shows it. */

import { say, type Sentence } from "../sentence.ts"

export interface FilterProblem {
  readonly _tag: "FilterProblem"
  /** What is wrong, without a full stop. */
  readonly message: string
  /** What to write instead. */
  readonly hint: string
  /** Both for other languages. */
  readonly told: { readonly message: Sentence; readonly hint: Sentence }
  /** Where, in UTF-16 units of the filter's text. */
  readonly at: number
  /** At least 1, and may reach one past the end, where something is missing. */
  readonly length: number
}

export const filterProblem = (
  { at, end }: { readonly at: number; readonly end: number },
  message: Sentence,
  hint: Sentence
): FilterProblem => ({
  _tag: "FilterProblem",
  message: say(message),
  hint: say(hint),
  told: { message, hint },
  at,
  length: Math.max(1, end - at)
})

/** The one of `known` that was most likely meant: at most a third of its letters are others. */
export const closest = (written: string, known: Iterable<string>): string | undefined => {
  if (written.length > MAX_WORD) return undefined
  const word = written.toLowerCase()
  let best: string | undefined
  let least = Infinity
  for (const candidate of known) {
    const limit = Math.max(1, Math.floor(candidate.length / 3))
    const cost = distance(word, candidate)
    if (cost <= limit && cost < least) {
      best = candidate
      least = cost
    }
  }
  return best
}

const MAX_WORD = 40

/** Letters to insert, delete, replace or swap with their neighbour to make one word of the other. */
const distance = (a: string, b: string): number => {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Infinity
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
