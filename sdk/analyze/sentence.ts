/** Sentences with their values apart, for whoever tells them: in English unless another language is given. */

import { formatBytes, formatCount, formatDuration, formatPercent } from "./format.ts"

export interface Sentence {
  /** English; `{0}` and so on stand for the values. */
  readonly text: string
  readonly values: readonly Value[]
}

/** Names and other texts of the log as they are, counts, figures with a unit, and parts of a sentence that are one themselves. */
type Value =
  | string
  | number
  | { readonly ms: number }
  | { readonly bytes: number }
  | Share
  | Sentence

interface Share {
  /** 0 to 1. */
  readonly share: number
}

/** How sentences and figures are written for one reader. */
export interface Language {
  /** Of an English text with its places for values still in it. */
  readonly translate: (english: string) => string
  readonly count: (count: number) => string
  /** Milliseconds. */
  readonly duration: (ms: number) => string
  /** Of a share of 0 to 1. */
  readonly percent: (share: number) => string
  readonly bytes: (bytes: number) => string
}

export const ENGLISH: Language = {
  translate: (english) => english,
  count: formatCount,
  duration: formatDuration,
  percent: formatPercent,
  bytes: formatBytes
}

export const sentence = (text: string, ...values: readonly Value[]): Sentence => ({ text, values })

export const say = ({ text, values }: Sentence, language: Language = ENGLISH): string =>
  language.translate(text).replaceAll(/\{(\d)\}/g, (place, index: string) => {
    const value = values[Number(index)]
    return value === undefined ? place : sayValue(value, language)
  })

const sayValue = (value: Value, language: Language): string => {
  if (typeof value === "string") return value
  if (typeof value === "number") return language.count(value)
  if ("ms" in value) return language.duration(value.ms)
  if ("bytes" in value) return language.bytes(value.bytes)
  return "share" in value ? language.percent(value.share) : say(value, language)
}
