/** The name that source code gives to a function which has none of its own: `const check = Lap.tool("Check")(function* …`. */

/**
 * Looks at the line where the Lap is applied (1-based). Where that line only goes on with a call (`})(function* …`, or the value
 * after a `=`), at the line the call begins on.
 */
export const declaredName = (source: string, line: number): string | undefined => {
  const lines = source.split("\n", line)
  const own = lines[line - 1] ?? ""
  const begin = CLOSES.test(own) ? lineOfSameDepth(lines, own) : line - 1
  const before = lines[begin - 1]
  return nameIn(lines[begin]) ?? (before?.trimEnd().endsWith("=") ? nameIn(before) : undefined)
}

/** The line (1-based) that defines the method `name`: the nearest at `line` or after it, else the nearest before. */
export const methodLine = (source: string, name: string, line: number): number | undefined => {
  const lines = source.split("\n")
  const defines = (text: string): boolean => METHOD.exec(text)?.[1] === name
  const after = lines.findIndex((text, index) => index >= line - 1 && defines(text))
  const found = after >= 0 ? after : lines.findLastIndex(defines)
  return found < 0 ? undefined : found + 1
}

const METHOD =
  /^\s*(?:@\S+\s+)*(?:(?:static|public|private|protected|override|async)\s+)*\*?\s*(#?[\p{L}_$][\p{L}\p{N}_$]*)\s*[(<]/u

const nameIn = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (DECLARATION.exec(text)?.[1] ?? MEMBER.exec(text)?.[1])

const CLOSES = /^\s*[)\]}]/
const DECLARATION =
  /^\s*(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]*)?=/u
/** A property or a class field: only with a call for its value, else every object key would do. */
const MEMBER =
  /^\s*(?:(?:static|readonly|public|private|protected|override)\s+)*#?([\p{L}_$][\p{L}\p{N}_$]*)\s*[:=]\s*[\p{L}_$][\p{L}\p{N}_$.]*\(/u

/** Index of the nearest line above that is indented like `closing` and does not close anything itself; -1 without one. */
const lineOfSameDepth = (lines: readonly string[], closing: string): number => {
  const depth = closing.search(/\S/)
  return lines
    .slice(0, -1)
    .findLastIndex((text) => text.search(/\S/) === depth && !CLOSES.test(text))
}
