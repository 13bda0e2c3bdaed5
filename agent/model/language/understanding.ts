/** What one message of a customer says: entities, intents, the reason for the return. Pure and deterministic. */
import { damageIn } from "./damage.ts"
import { INTENTS, type Intent, MISSING, ORDINALS, REASONS, RECEIPT } from "./lexicon.ts"
import { mentions } from "./phrases.ts"
import { plain, type Word, wordsOf } from "./words.ts"

export interface Understanding {
  readonly words: readonly Word[]
  /** Order numbers in the order they were named, each once. */
  readonly orderNumbers: readonly string[]
  readonly email: string | undefined
  readonly intents: ReadonlySet<Intent>
  /** The words that report damage to the goods. */
  readonly damage: string | undefined
  /** A reason other than damage, in the lexicon's words. */
  readonly reason: string | undefined
  readonly lostReceipt: boolean
  /** Zero-based place in a list the customer points to; -1 is the last. */
  readonly ordinal: number | undefined
}

export const understand = (message: string): Understanding => {
  const orderNumbers = orderNumbersIn(message)
  const words = wordsOf(withoutEntities(message))
  return {
    words,
    orderNumbers,
    email: emailIn(message),
    intents: intentsIn(words),
    damage: damageIn(words),
    reason: REASONS.find(({ phrases }) => mentions(words, phrases))?.reason,
    lostReceipt: mentions(words, RECEIPT) && mentions(words, MISSING),
    ordinal: orderNumbers.length === 0 ? ordinalIn(words) : undefined
  }
}

const INTENT_NAMES = Object.keys(INTENTS) as Intent[]

const intentsIn = (words: readonly Word[]): Set<Intent> =>
  new Set(INTENT_NAMES.filter((intent) => mentions(words, INTENTS[intent])))

const EMAIL = /[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+/u

const emailIn = (message: string): string | undefined => EMAIL.exec(message.toLowerCase())?.[0]

/** Marked by `#` or a word such as order or number, 4 to 8 digits; unmarked, exactly five digits. */
const MARKED =
  /(?:#|\b(?:orde?r|number|numbr|num|no|nr|id)\b)[\s.:#=-]*(?:is\s+)?#?\s*(\d{4,8})(?![\d.]\d|\d)/gu
const UNMARKED = /(?<![\d$€£.,]|\d-)(\d{5})(?!\d|[.,-]\d)/gu

const orderNumbersIn = (message: string): string[] => {
  const text = plain(message).replace(EMAIL, " ")
  const found = [...text.matchAll(MARKED), ...text.matchAll(UNMARKED)]
  found.sort((a, b) => a.index + a[0].length - (b.index + b[0].length))
  return [...new Set(found.map(([, digits = ""]) => digits))]
}

const withoutEntities = (message: string): string =>
  message
    .toLowerCase()
    .replace(EMAIL, " ")
    .replace(/#?\d{4,8}/gu, " ")

/** A place in a list: `the second one`, or a message that is hardly more than `2`. */
const ordinalIn = (words: readonly Word[]): number | undefined => {
  const pointed = words.filter(
    (_, at) => words.length <= 3 || POINTED.has(words[at + 1]?.text ?? "")
  )
  if (pointed.some((word) => word.text === "last")) return -1
  const place = ORDINALS.findIndex((names) => pointed.some((word) => names.includes(word.text)))
  return place === -1 ? undefined : place
}

const POINTED = new Set(["one", "order", "item", "in", "on", "from", "of"])
