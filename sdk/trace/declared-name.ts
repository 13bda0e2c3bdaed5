/** The name that source code gives to a function which has none of its own: `const check = Lap.tool("Check")(function* …)`. */

/**
 * Looks at the line where the Lap is applied (1-based) and, when the call spans several lines, at the few above it, as far
 * as the one that begins the declaration.
 */
export const declaredName = (source: string, line: number): string | undefined => {
  const lines = source.split("\n", line)
  for (let above = 0; above <= MAX_LINES_ABOVE; above++) {
    const text = lines[line - 1 - above]
    if (text === undefined) return undefined
    const name = DECLARATION.exec(text)?.[1] ?? MEMBER.exec(text)?.[1]
    if (name !== undefined) return name
    // A line that ends a statement or a block is another one's.
    if (above > 0 && /^\s*(?:[})\]]*;?)?\s*$/.test(text)) return undefined
  }
  return undefined
}

const MAX_LINES_ABOVE = 12
const DECLARATION =
  /^\s*(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]*)?=/u
/** A property or a class field: only when the Lap stands on the same line, else every object key would do. */
const MEMBER =
  /^\s*(?:(?:static|readonly|public|private|protected|override)\s+)*#?([\p{L}_$][\p{L}\p{N}_$]*)\s*[:=]\s*[\p{L}_$][\p{L}\p{N}_$.]*\(/u
