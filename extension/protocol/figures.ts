/** Figures as the window's language writes them: `1.82 s` is `1,82 s` in German. */
import * as english from "../../sdk/analyze/format.ts"
import type { QuantileName } from "../../sdk/analyze/statistics.ts"

/** To be translated as all words are. */
export const figureWords = {
  /** As the language writes this number. */
  figures: "1,234.5",
  tooSmall: english.TOO_SMALL
} as const

export type FigureWords = Readonly<Record<keyof typeof figureWords, string>>

let words: FigureWords = figureWords

/** Said once, by the editor and by each page before it draws: a window does not change its language. */
export const writeFigures = ({ figures, tooSmall }: FigureWords): void => {
  words = { figures, tooSmall }
}

const written = (figure: string): string => {
  const [group, decimal] = [words.figures.at(1) ?? ",", words.figures.at(-2) ?? "."]
  return figure.replaceAll(/[.,]/g, (sign) => (sign === "," ? group : decimal))
}

export const formatCount = (count: number): string => written(english.formatCount(count))

/** Of milliseconds. */
export const formatDuration = (ms: number): string => written(english.formatDuration(ms))

/** Of a share of 0 to 1. */
export const formatPercent = (share: number): string => written(english.formatPercent(share))

export const formatNumber = (value: number): string => written(english.formatNumber(value))

export const formatBytes = (bytes: number): string => written(english.formatBytes(bytes))

/** Of milliseconds, null where the sample cannot bear the quantile. */
export const formatQuantile = (ms: number | null, count: number, name: QuantileName): string => {
  const told = english.formatQuantile(ms, count, name)
  return told === english.TOO_SMALL ? words.tooSmall : written(told)
}

/** The same in a table's narrow cell. */
export const formatQuantileCell = (ms: number | null, count: number, name: QuantileName): string =>
  written(english.formatQuantileCell(ms, count, name))
