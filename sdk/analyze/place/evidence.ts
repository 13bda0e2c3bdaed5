/**
 * Tells how strongly a source line speaks for being a site's line: how many of its names it defines
 * or mentions.
 */
import type { Site } from "../model.ts"
import { indentOf, isComment } from "./block.ts"

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

/**
 * What the source would have to say, most telling first; without names too short to tell anything.
 */
export const namesOf = (site: SiteNames): readonly string[] => [
  ...new Set([...ownNamesOf(site), ...tellingNames([site.function?.split(".").at(-1)])])
]

/**
 * The names of the operation itself. A function's name may as well be that of the function around
 * it: a line that declares it is not yet the site's line.
 */
export const ownNamesOf = ({ name, step }: SiteNames): readonly string[] => {
  const [first, ...rest] = name.split(" ")
  const own = OPERATIONS.includes(first ?? "") ? rest.join(" ") : name
  return tellingNames([step === "total" ? undefined : step, own])
}

const tellingNames = (names: ReadonlyArray<string | undefined>): readonly string[] => [
  ...new Set(names.filter((name): name is string => name !== undefined && name.length > 1))
]

/** A line, or a function's head with the decorators over it: 0-based, `to` exclusive. */
export interface Head {
  readonly from: number
  readonly to: number
  /** How many of the names it defines. */
  readonly defined: number
}

/** The heads that define the most of the names, if any defines one; top to bottom. */
export const definingHeads = (
  lines: readonly string[],
  names: readonly string[]
): readonly Head[] => {
  let most = 1
  let best: Head[] = []
  for (let from = 0; from < lines.length;) {
    const to = headEnd(lines, from)
    const defined = isSpokenOf(lines, from, to, names) ? definedIn(lines.slice(from, to), names) : 0
    if (defined > most) best = []
    if (defined > most) most = defined
    if (defined === most) best.push({ from, to, defined })
    from = to
  }
  return best
}

/** Nearly all lines speak of none: found out without a pattern and without a copy. */
const isSpokenOf = (
  lines: readonly string[],
  from: number,
  to: number,
  names: readonly string[]
): boolean => {
  for (let at = from; at < to; at++) {
    for (const name of names) if (lines[at]?.includes(name) === true) return true
  }
  return false
}

/** How many of the names the lines define together. */
export const definedIn = (texts: readonly string[], names: readonly string[]): number =>
  names.filter((name) => texts.some((text) => evidenceOf(text, [name]).defined > 0)).length

/** Decorators with more lines than this are read line by line. */
const MAX_HEAD_LINES = 30

/** The end (exclusive) of the head that begins at a line: behind the function that its decorators are for. */
const headEnd = (lines: readonly string[], from: number): number => {
  if (lines[from]?.includes("@") !== true) return from + 1
  const depth = indentOf(lines[from] ?? "")
  let at = from
  while (at - from < MAX_HEAD_LINES && /^\s*@[^{]*$/.test(lines[at] ?? "")) {
    const isOpen = /[([,]\s*$/.test(lines[at] ?? "")
    at += 1
    if (!isOpen) continue
    while (at < lines.length && indentOf(lines[at] ?? "") > depth) at += 1
    if (/^\s*[)\]]/.test(lines[at] ?? "")) at += 1
  }
  return Math.min(at + 1, lines.length)
}

/** Counts the names that the line speaks of; a comment speaks of none. */
export const evidenceOf = (line: string, names: readonly string[]): Evidence => {
  if (isComment(line)) return { defined: 0, mentioned: 0 }
  const kinds = names.map((name) => kindOf(line, name))
  return {
    defined: kinds.filter((kind) => kind === "defined").length,
    mentioned: kinds.filter((kind) => kind === "mentioned").length
  }
}

/** What makes a definition of a name stands at most so many characters before it: a line may hold thousands of names. */
const NEAR = 200

const kindOf = (line: string, name: string): keyof Evidence | undefined => {
  let best: keyof Evidence | undefined
  for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + name.length)) {
    const before = line.slice(Math.max(0, at - NEAR), at)
    const after = line.slice(at + name.length)
    if (isQuoted(before, after)) return "defined"
    if (isWordPart(before.at(-1)) || isWordPart(after[0])) continue
    if (DECLARES.test(before)) return "defined"
    if (at <= NEAR && isMember(before, after)) return "defined"
    best = "mentioned"
  }
  return best
}

/** Whether a line has one of the names in quotes. */
export const isQuotedIn = (line: string, names: readonly string[]): boolean =>
  names.some((name) => QUOTES.some((quote) => line.includes(`${quote}${name}${quote}`)))

const QUOTES = ['"', "'", "`"]

const isQuoted = (before: string, after: string): boolean => {
  const quote = before.at(-1)
  return quote !== undefined && `"'\``.includes(quote) && after.startsWith(quote)
}

const isWordPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_$]/u.test(character)

const isMember = (before: string, after: string): boolean => {
  if (!MODIFIERS.test(before.trim() === "" ? "" : `${before.trim()} `)) return false
  const rest = after.trim()
  if (/^[:=](?![=>])/.test(rest)) return true
  return /^[(<]/.test(rest) && rest.endsWith("{") && !rest.includes("=>")
}
