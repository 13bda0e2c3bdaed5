/** Puts the ids of this run in the place of those that a recorded answer quotes. Pure. */
import type { Part } from "../model-stream.ts"

/** The recorded word, and what stands in its place. */
export type Renaming = ReadonlyMap<string, string>

/** Words that stand at the same place in what was heard then and now, and differ. */
export const renamingOf = (then: unknown, now: unknown): Renaming => {
  const renaming = new Map<string, string>()
  const compare = (then: unknown, now: unknown): void => {
    if (typeof then === "string" && typeof now === "string") {
      if (then !== now && IDENTIFIER.test(then) && !renaming.has(then)) renaming.set(then, now)
    } else if (isObject(then) && isObject(now)) {
      for (const [key, value] of Object.entries(then)) {
        if (Object.hasOwn(now, key)) compare(value, now[key])
      }
    }
  }
  compare(then, now)
  return renaming
}

/** Shorter words, and sentences, are not what an answer quotes: replacing them would change others. */
const IDENTIFIER = /^\S{6,}$/u

/** The parts with every recorded word replaced, also where it was cut between two of them. */
export const renamed = (parts: readonly Part[], renaming: Renaming): Part[] => {
  const words = [...renaming.keys()].toSorted((a, b) => b.length - a.length)
  if (words.length === 0) return [...parts]
  const pattern = new RegExp(words.map(literally).join("|"), "gu")
  const rename = (text: string) => text.replace(pattern, (word) => renaming.get(word) ?? word)
  const texts = new Map<string, string>()
  for (const part of parts) {
    if ("delta" in part) texts.set(part.id, (texts.get(part.id) ?? "") + part.delta)
  }
  const cuts = new Map([...texts].map(([id, text]) => [id, cutter(text, pattern, rename)]))
  return parts.map((part): Part => {
    if ("delta" in part) return { ...part, delta: cuts.get(part.id)?.(part.delta.length) ?? "" }
    return part.type === "tool-call" ? { ...part, params: deep(part.params, rename) } : part
  })
}

const literally = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|]/gu, "\\$&")

/** Takes the renamed text piece by piece, by the lengths that the pieces had: a new word belongs to where the old began. */
const cutter = (text: string, pattern: RegExp, rename: (text: string) => string) => {
  const words = [...text.matchAll(pattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length
  }))
  let at = 0
  return (length: number): string => {
    const end = at + length
    let piece = ""
    while (at < end) {
      const word = words.find((word) => at < word.end)
      const isWord = word !== undefined && word.start <= at
      const next = isWord ? word.end : Math.min(end, word?.start ?? end)
      if (!isWord) piece += text.slice(at, next)
      else if (word.start === at) piece += rename(text.slice(word.start, word.end))
      at = Math.min(end, next)
    }
    return piece
  }
}

const deep = (value: unknown, rename: (text: string) => string): unknown => {
  if (typeof value === "string") return rename(value)
  if (Array.isArray(value)) return value.map((item) => deep(item, rename))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, rename)]))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
