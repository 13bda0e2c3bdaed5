/** Finds phrases of the lexicon in the words of a message. */
import { looksLike, type Word } from "./words.ts"

/** Index of the first and the last word of a phrase. */
export interface Hit {
  readonly first: number
  readonly last: number
}

/** Whether any of the phrases stands in the words. */
export const mentions = (words: readonly Word[], phrases: readonly string[]): boolean =>
  phrases.some((phrase) => hits(words, phrase).length > 0)

/** Every place where the phrase begins. */
export const hits = (words: readonly Word[], phrase: string): Hit[] => {
  const [head = [], ...rest] = phrase.split(" ").map((part) => part.split("|"))
  return words.flatMap((word, first) => {
    if (!isOneOf(word, head)) return []
    const last = rest.reduce<number | undefined>(
      (at, part) => (at === undefined ? undefined : follower(words, at, part)),
      first
    )
    return last === undefined ? [] : [{ first, last }]
  })
}

/** Words that may stand between two words of a phrase. */
const MAX_GAP = 2

const follower = (words: readonly Word[], at: number, part: readonly string[]) => {
  for (let next = at + 1; next <= at + 1 + MAX_GAP; next += 1) {
    const word = words[next]
    if (word === undefined || word.clause !== words[at]?.clause) return undefined
    if (isOneOf(word, part)) return next
  }
  return undefined
}

const isOneOf = (word: Word, alternatives: readonly string[]) =>
  alternatives.some((target) => looksLike(word.text, target))
