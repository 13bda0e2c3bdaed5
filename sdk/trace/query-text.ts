/** Statements as they may be told: without the values somebody wrote into them, and by the name OpenTelemetry gives them. */

/** The text with every literal as `?`. Placeholders, names and comments' places stay. */
export const withoutValues = (text: string): string => remembered(texts, text, replaceLiterals)

/** `SELECT orders`: the operation and the first table; only the operation where no table is found. */
export const queryName = (text: string): string => remembered(names, text, nameOf)

const texts = new Map<string, string>()
const names = new Map<string, string>()
const MAX_REMEMBERED = 1_000

const remembered = (
  known: Map<string, string>,
  text: string,
  make: (text: string) => string
): string => {
  const found = known.get(text)
  if (found !== undefined) return found
  const made = make(text)
  if (known.size >= MAX_REMEMBERED) known.clear()
  known.set(text, made)
  return made
}

/** A statement longer than this is data more than text. */
const MAX_TEXT = 8_192

const COMMENT = /--[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\//g
const DOLLAR_QUOTED = /\$(\w*)\$[^$]*(?:\$(?!\1\$)[^$]*)*\$\1\$/g
const QUOTED = /(?:\b[bexn])?'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'?/gi
const NUMBER = /(?<![\w$?:@."'`])(?:0x[\da-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?)\b/gi

const replaceLiterals = (text: string): string =>
  text
    .slice(0, MAX_TEXT)
    .replaceAll(COMMENT, " ")
    .replaceAll(DOLLAR_QUOTED, "?")
    .replaceAll(QUOTED, "?")
    .replaceAll(NUMBER, "?")

const TABLE =
  /\b(?:from|into|update|join|table|index|view)\s+(?:if\s+(?:not\s+)?exists\s+|only\s+)?([\w."`[\]]+)/i

const nameOf = (text: string): string => {
  const plain = replaceLiterals(text)
  const operation = /[A-Za-z]+/.exec(plain)?.[0].toUpperCase() ?? "QUERY"
  const table = TABLE.exec(plain)?.[1]?.replaceAll(/["`[\]]/g, "")
  return table === undefined || table === "" ? operation : `${operation} ${table}`
}
