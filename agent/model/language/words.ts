/** Text to words: lower case, no accents, no apostrophes, with the clause each word stands in. */
import { REAL_WORDS } from "./lexicon.ts"

export interface Word {
  readonly text: string
  /** Words of one clause share a number; clauses end at punctuation and at `but`. */
  readonly clause: number
}

/** The words of a message, in order. `Don't` becomes `dont`, so that a negation stays one word. */
export const wordsOf = (message: string): Word[] => {
  const words: Word[] = []
  let clause = 0
  for (const [token] of plain(message).matchAll(/[a-z0-9]+|[.,;:!?()\n–—]+/gu)) {
    if (/^[^a-z0-9]/u.test(token)) clause += 1
    else {
      if (CLAUSE_OPENERS.has(token)) clause += 1
      words.push({ text: token, clause })
    }
  }
  return words
}

/** The message in lower case, with accents and apostrophes taken away and nothing else changed. */
export const plain = (message: string): string =>
  message
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’‘`´]/gu, "")

/** A crude stem that brings plural and singular together: boots and boot, batteries and battery. */
export const stem = (word: string): string => {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`
  if (word.length > 4 && /(?:ch|sh|x|ss)es$/u.test(word)) return word.slice(0, -2)
  if (word.length > 3 && word.endsWith("s") && !word.endsWith("ss")) return word.slice(0, -1)
  return word
}

/**
 * Whether `word` is `target` or a likely misspelling of it: the first letter holds, and one letter is wrong, missing,
 * too many or swapped with its neighbour. Words under six letters must be exact: too many of them are one slip apart.
 */
export const looksLike = (word: string, target: string): boolean =>
  word === target ||
  (target.length >= 6 && word[0] === target[0] && !REAL_WORDS.has(word) && oneSlip(word, target))

const CLAUSE_OPENERS = new Set(["but", "although", "though", "however"])

const oneSlip = (a: string, b: string): boolean => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let i = 0
  while (i < short.length && short[i] === long[i]) i += 1
  if (short.length < long.length) return short.slice(i) === long.slice(i + 1)
  const swapped = short[i] === long[i + 1] && short[i + 1] === long[i]
  return (
    short.slice(i + 1) === long.slice(i + 1) ||
    (swapped && short.slice(i + 2) === long.slice(i + 2))
  )
}
