/** What the terminal, or whatever else stdout is, can show. */

export interface Terminal {
  /** Columns; Infinity where nothing wraps, as in a pipe. */
  readonly width: number
  readonly paint: Paint
}

export type Style = "bold" | "faint" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan"

/** Wraps text in a style; without colour it is the text itself. */
export type Paint = (style: Style, text: string) => string

export interface TerminalFacts {
  readonly isTty: boolean
  readonly columns: number | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly canColor: boolean
}

/** COLUMNS goes before the terminal's own width, and gives a pipe one. */
export const makeTerminal = ({ isTty, columns, env, canColor }: TerminalFacts): Terminal => ({
  width: given(env["COLUMNS"]) ?? (isTty ? (columns ?? 80) : Infinity),
  paint: canColor ? paintAnsi : (_style, text) => text
})

/** Narrower than this nothing can be laid out; a made-up width must not break the layout. */
const MIN_WIDTH = 40

const given = (columns: string | undefined): number | undefined =>
  /^\d{1,5}$/.test(columns ?? "") && Number(columns) > 0
    ? Math.max(MIN_WIDTH, Number(columns))
    : undefined

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  faint: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39]
}

const paintAnsi: Paint = (style, text) => {
  const [on, off] = CODES[style]
  return text === "" ? "" : `\u001B[${on}m${text}\u001B[${off}m`
}
