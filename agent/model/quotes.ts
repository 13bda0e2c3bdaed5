/** Takes from the retrieved passages what an answer needs: a template's lines, a policy's sentences. */
import type { Passage, Scenario } from "../knowledge/passage.ts"

export interface Lines {
  readonly opening: string
  readonly closing: string
}

/** How to open and close: from the template if it was retrieved, else the words given. */
export const linesFor = (
  passages: readonly Passage[],
  scenario: Scenario,
  otherwise: Lines
): Lines => {
  const template = passages.find(
    ({ purpose, section }) => purpose === "template" && section.toLowerCase().includes(scenario)
  )
  const line = (name: string) => new RegExp(`^${name}: (.+)$`, "mu").exec(template?.text ?? "")?.[1]
  return {
    opening: line("Opening") ?? otherwise.opening,
    closing: line("Closing") ?? otherwise.closing
  }
}

/**
 * The sentences of the policy passages that have most of the keywords, at most `count`, in the order of the text.
 * Empty when no sentence has any.
 */
export const policySentences = (
  passages: readonly Passage[],
  keywords: readonly string[],
  count: number
): string => {
  const wanted = keywords.map((keyword) => keyword.toLowerCase())
  const sentences = [
    ...new Set(
      passages
        .filter(({ purpose }) => purpose === "policy")
        .flatMap(({ text }) => sentencesOf(text))
    )
  ]
  const scored = sentences.map((sentence, at) => ({
    sentence,
    at,
    score: wanted.filter((keyword) => sentence.toLowerCase().includes(keyword)).length
  }))
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, count)
    .sort((a, b) => a.at - b.at)
    .map(({ sentence }) => sentence)
    .join(" ")
}

/** Whole sentences only: a passage may begin and end in the middle of one. */
const sentencesOf = (text: string): string[] =>
  text
    .replace(/\s+/gu, " ")
    .split(/(?<=[.!?])\s(?=\p{Lu})/gu)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /^\p{Lu}.*[.!?]$/u.test(sentence))
