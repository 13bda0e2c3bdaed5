/** Which items and orders a customer means, by the words for them. */
import { CATEGORY_WORDS } from "./language/lexicon.ts"
import { looksLike, stem, type Word } from "./language/words.ts"
import type { Order, OrderItem } from "../tools/schemas.ts"

export type KnownOrder = typeof Order.Type
export type KnownItem = typeof OrderItem.Type

/** How well the words name an item: 10 for each word of its name, 1 for a word for its category. */
export const itemScore = (words: readonly Word[], item: KnownItem): number => {
  const said = words.map((word) => stem(word.text))
  const named = nameWords(item).filter((name) => said.some((word) => looksLike(word, name))).length
  const category = namesCategory(words, CATEGORY_WORDS[item.product_category] ?? [])
  return named * 10 + (category ? 1 : 0)
}

/** The items that the words name: all that are called by name, else those called by category. */
export const itemsNamed = (words: readonly Word[], items: readonly KnownItem[]): KnownItem[] => {
  const scored = items.map((item) => ({ item, score: itemScore(words, item) }))
  const byName = scored.filter(({ score }) => score >= 10)
  const best = byName.length > 0 ? byName : scored.filter(({ score }) => score > 0)
  return best.map(({ item }) => item)
}

/** The orders with the best-named item: one when the words are clear, none when they name nothing. */
export const ordersNamed = (
  words: readonly Word[],
  orders: readonly KnownOrder[]
): KnownOrder[] => {
  const scored = orders.map((order) => ({
    order,
    score: Math.max(0, ...order.items.map((item) => itemScore(words, item)))
  }))
  const best = Math.max(1, ...scored.map(({ score }) => score))
  return scored.filter(({ score }) => score === best).map(({ order }) => order)
}

/** The product categories that general words name. */
export const categoriesNamed = (words: readonly Word[]): string[] =>
  Object.entries(CATEGORY_WORDS)
    .filter(([, generals]) => namesCategory(words, generals))
    .map(([category]) => category)

const namesCategory = (words: readonly Word[], generals: readonly string[]): boolean =>
  generals.some((general) => words.some((word) => looksLike(stem(word.text), stem(general))))

/** Words of a product's name that can tell it from another. */
const nameWords = (item: KnownItem): string[] =>
  [...item.product_name.toLowerCase().matchAll(/[a-z]{3,}/gu)].map(([word]) => stem(word))
