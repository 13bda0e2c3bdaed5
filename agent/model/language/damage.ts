/** Whether a message says that the goods are damaged, and not that they are whole, or that only the box suffered. */
import { DAMAGE, INTACT, LINKING, NEGATORS, PACKAGING, TOTAL_NEGATORS } from "./lexicon.ts"
import { type Hit, hits, mentions } from "./phrases.ts"
import type { Word } from "./words.ts"

/** The words that report the damage, such as `shattered`; undefined when the message reports none. */
export const damageIn = (words: readonly Word[]): string | undefined => {
  const reported = DAMAGE.flatMap((phrase) => hits(words, phrase))
    .filter((hit) => !isNegated(words, hit) && !isBrokenIn(words, hit))
    .sort((a, b) => a.first - b.first)
  const toGoods = reported.find((hit) => !isAboutPackaging(words, hit))
  const hit = toGoods ?? (mentions(words, INTACT) ? undefined : reported[0])
  return (
    hit &&
    words
      .slice(hit.first, hit.last + 1)
      .map((word) => word.text)
      .join(" ")
  )
}

const isNegated = (words: readonly Word[], { first }: Hit): boolean => {
  const clause = words[first]?.clause
  let linked = true
  for (let at = first - 1; words[at]?.clause === clause && at >= 0; at -= 1) {
    const word = words[at]?.text ?? ""
    if (TOTAL_NEGATORS.has(word)) return true
    if (linked && NEGATORS.has(word)) return true
    linked &&= LINKING.has(word) || DAMAGE.includes(word)
  }
  return false
}

/** New boots are broken in: that is wear. Broken in transit is damage. */
const isBrokenIn = (words: readonly Word[], { last }: Hit): boolean => {
  if (!/^bro(?:ken|ke)$/u.test(words[last]?.text ?? "")) return false
  const at = /^(?:them|it|these|those)$/u.test(words[last + 1]?.text ?? "") ? last + 2 : last + 1
  if (words[at]?.text !== "in") return false
  const next = words[at + 1]
  return (
    next?.clause !== words[at]?.clause || /^(?:yet|properly|enough|and|first)$/u.test(next.text)
  )
}

const isAboutPackaging = (words: readonly Word[], { first }: Hit): boolean => {
  const clause = words[first]?.clause
  for (let at = first - 1; at >= 0 && words[at]?.clause === clause; at -= 1) {
    const word = words[at]?.text ?? ""
    if (word === "and" || word === "inside" || word === "contents") return false
    if (PACKAGING.has(word)) return true
  }
  return false
}
