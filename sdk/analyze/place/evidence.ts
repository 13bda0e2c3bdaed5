/**
 * Tells how strongly a source line speaks for being a site's line: how many of its names it defines
 * or mentions.
 */
import type { Site } from "../model.ts"

/** The parts of a site by which its line can be known again. */
export type SiteNames = Pick<Site, "function" | "name" | "step">

export interface Evidence {
  /** Names of the site that stand in quotes on the line or are declared there. */
  readonly defined: number
  /** Names that the line merely uses. */
  readonly mentioned: number
}

/** Prefixes that OpenTelemetry names put before the name that stands in the source. */
const OPERATIONS = ["invoke_agent", "execute_tool", "chat", "retrieval", "embeddings", "startup"]

const DECLARES = /(?:^|\s)(?:function\s*\*?|def|fn|func|class|const|let|var|val)\s*$/
const MODIFIERS =
  /^(?:(?:export|public|private|protected|static|async|override|readonly|get|set|\*)\s*)*$/
const COMMENT = /^\s*(?:\/\/|#(?!\w)|\*|\/\*|--)/

/**
 * What the source would have to say, most telling first; without names too short to tell anything.
 */
export const namesOf = (site: SiteNames): readonly string[] => {
  const [first, ...rest] = site.name.split(" ")
  const own = OPERATIONS.includes(first ?? "") ? rest.join(" ") : site.name
  const names = [
    site.step === "total" ? undefined : site.step,
    own,
    site.function?.split(".").at(-1)
  ]
  return [...new Set(names)].filter((name): name is string => name !== undefined && name.length > 1)
}

/** Counts the names that the line speaks of; a comment speaks of none. */
export const evidenceOf = (line: string, names: readonly string[]): Evidence => {
  if (COMMENT.test(line)) return { defined: 0, mentioned: 0 }
  const kinds = names.map((name) => kindOf(line, name))
  return {
    defined: kinds.filter((kind) => kind === "defined").length,
    mentioned: kinds.filter((kind) => kind === "mentioned").length
  }
}

const kindOf = (line: string, name: string): keyof Evidence | undefined => {
  let best: keyof Evidence | undefined
  for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + name.length)) {
    const before = line.slice(0, at)
    const after = line.slice(at + name.length)
    if (isQuoted(before, after)) return "defined"
    if (isWordPart(before.at(-1)) || isWordPart(after[0])) continue
    if (isDefinition(before, after)) return "defined"
    best = "mentioned"
  }
  return best
}

const isQuoted = (before: string, after: string): boolean => {
  const quote = before.at(-1)
  return quote !== undefined && `"'\``.includes(quote) && after.startsWith(quote)
}

const isWordPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_$]/u.test(character)

const isDefinition = (before: string, after: string): boolean => {
  if (DECLARES.test(before)) return true
  const isMember = MODIFIERS.test(before.trim() === "" ? "" : `${before.trim()} `)
  if (!isMember) return false
  const rest = after.trim()
  if (/^[:=](?![=>])/.test(rest)) return true
  return /^[(<]/.test(rest) && rest.endsWith("{") && !rest.includes("=>")
}
