/** Real source files, and the lines of them that a log could name. */
import { globSync, readFileSync } from "node:fs"
import path from "node:path"
import { blockLines } from "../../sdk/analyze/place/block.ts"
import type { SiteNames } from "../../sdk/analyze/place/evidence.ts"
import { repositoryRoot } from "../vscode-host/pieces.ts"

export interface SourceFile {
  readonly path: string
  readonly lines: readonly string[]
  readonly sites: readonly TracedLine[]
}

export interface TracedLine {
  /** 0-based. */
  readonly line: number
  readonly names: SiteNames
  /** The lines that belong to it, for the oracle to compare. */
  readonly block: readonly number[]
}

const patterns = ["agent/**/*.ts", "sdk/trace/*.ts", "sdk/python/{lapline,examples}/**/*.py"]
const MOST_LINES = 260

export const sourceFiles = (): readonly SourceFile[] =>
  globSync(patterns, { cwd: repositoryRoot, exclude: ["**/node_modules/**"] })
    .toSorted()
    .flatMap((file) => {
      const lines = readFileSync(path.join(repositoryRoot, file), "utf8").split("\n")
      const sites = tracedLines(lines)
      return lines.length <= MOST_LINES && sites.length > 0 ? [{ path: file, lines, sites }] : []
    })

/** Laps, decorated functions, declared functions, and plain lines that name nothing, as a query in a template does. */
const tracedLines = (lines: readonly string[]): readonly TracedLine[] =>
  lines.flatMap((text, line) => {
    const names = namesAt(text, lines, line)
    return names === undefined ? [] : [{ line, names, block: blockLines(lines, line) }]
  })

const namesAt = (text: string, lines: readonly string[], line: number): SiteNames | undefined => {
  const lap = /\b(?:Lap|lapline)\.(\w+)\(\s*["'](\w+)["']/.exec(text)
  const declared = /(?:function\*?|def|const)\s+(\w{3,})\s*(?:[=(]|$)/.exec(text)?.[1]
  if (lap?.[2] !== undefined) return { name: lap[2], step: lap[2], function: declared }
  if (/^\s*(?:yield\*|await|return|with|self\.)\s/.test(text)) {
    return { name: "sql.execute", step: "total", function: enclosing(lines, line) }
  }
  const isDecorated = (lines[line - 1] ?? "").trimStart().startsWith("@")
  if (declared === undefined || isDecorated || !/=>|function|def/.test(text)) return undefined
  return { name: declared, step: "total", function: declared }
}

const enclosing = (lines: readonly string[], line: number): string | undefined => {
  for (let at = line - 1; at >= 0; at--) {
    const name = /^(?:export )?(?:async )?(?:const|function\*?|def)\s+(\w+)/.exec(lines[at] ?? "")
    if (name?.[1] !== undefined) return name[1]
  }
  return undefined
}
