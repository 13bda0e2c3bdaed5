/** Reads `lapline.json`: what it says, and what is wrong with it and where. */
import type { PathMapping } from "../../sdk/analyze/place/path.ts"

export interface Project {
  /** Files or folders, relative to the file's folder or absolute. */
  readonly logs: readonly string[]
  readonly conversations: ConversationSettings | undefined
  readonly pathMappings: readonly PathMapping[]
}

export interface ConversationSettings {
  /** Glob of the sample files, relative to the file's folder. */
  readonly files: string
  /** Program and arguments; see `fillCommand`. */
  readonly command: readonly [string, ...string[]]
  /** Other ways to run them, such as with another model; each offered by its name. */
  readonly variants: readonly Variant[]
}

export interface Variant {
  readonly name: string
  /** Put after those of the command. */
  readonly arguments: readonly string[]
}

export type ProjectFault =
  | "not json"
  | "not an object"
  | "logs"
  | "conversations"
  | "files"
  | "command"
  | "variants"
  | "mappings"

/** `key` is the property to point at, by its path in the file; empty for the file as a whole. */
export interface ProjectProblem {
  readonly fault: ProjectFault
  readonly key: readonly string[]
  /** What the JSON parser said. */
  readonly detail: string
}

export interface ProjectReading {
  readonly project: Project
  readonly problems: readonly ProjectProblem[]
}

/** What holds where there is no `lapline.json`. */
export const defaultProject: Project = {
  logs: [".lapline"],
  conversations: undefined,
  pathMappings: []
}

/**
 * Never throws: a part that is wrong becomes a problem and keeps its default, the other parts hold.
 */
export const readProject = (text: string): ProjectReading => {
  const problems: ProjectProblem[] = []
  const report: ReportProblem = (fault, key, detail = "") => {
    problems.push({ fault, key, detail })
  }
  const value = parse(text, report)
  if (value === undefined) return { project: defaultProject, problems }
  return {
    project: {
      logs: readLogs(value["logs"], report),
      conversations: readConversations(value["conversations"], report),
      pathMappings: readMappings(value["pathMappings"], report)
    },
    problems
  }
}

/**
 * Where a problem's property stands in the text: offset and length; the start of the text when it
 * is not found.
 */
export const locateProblem = (
  text: string,
  problem: ProjectProblem
): { readonly offset: number; readonly length: number } => {
  let offset = 0
  let length = 0
  for (const key of problem.key) {
    const token = JSON.stringify(key)
    const found = text.indexOf(token, offset + length)
    if (found === -1) break
    offset = found
    length = token.length
  }
  return { offset, length }
}

type ReportProblem = (fault: ProjectFault, key: readonly string[], detail?: string) => void

const parse = (text: string, report: ReportProblem): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
    report("not an object", [])
  } catch (cause) {
    report("not json", [], cause instanceof Error ? cause.message : String(cause))
  }
  return undefined
}

const readLogs = (value: unknown, report: ReportProblem): readonly string[] => {
  if (value === undefined) return defaultProject.logs
  if (isTexts(value) && value.length > 0 && !value.includes("")) return value
  report("logs", ["logs"])
  return defaultProject.logs
}

const readConversations = (
  value: unknown,
  report: ReportProblem
): ConversationSettings | undefined => {
  if (value === undefined) return undefined
  if (!isObject(value)) {
    report("conversations", ["conversations"])
    return undefined
  }
  const { files, command, variants = [] } = value
  if (typeof files !== "string" || files === "") {
    report("files", ["conversations", "files"])
    return undefined
  }
  if (!isTexts(command) || command[0] === undefined || command[0] === "") {
    report("command", ["conversations", "command"])
    return undefined
  }
  const [program, ...rest] = command
  return { files, command: [program, ...rest], variants: readVariants(variants, report) }
}

const readVariants = (value: unknown, report: ReportProblem): readonly Variant[] => {
  const variants: readonly unknown[] = Array.isArray(value) ? value : []
  const good = variants.filter(isVariant)
  const names = new Set(good.map(({ name }) => name))
  if (!Array.isArray(value) || names.size < variants.length) {
    report("variants", ["conversations", "variants"])
  }
  return good
}

const isVariant = (value: unknown): value is Variant =>
  isObject(value) &&
  typeof value["name"] === "string" &&
  value["name"] !== "" &&
  isTexts(value["arguments"])

const readMappings = (value: unknown, report: ReportProblem): readonly PathMapping[] => {
  if (value === undefined) return []
  const mappings = Array.isArray(value) ? value : []
  const good = mappings.filter(isMapping)
  if (!Array.isArray(value) || good.length < mappings.length) {
    report("mappings", ["pathMappings"])
  }
  return good
}

const isMapping = (value: unknown): value is PathMapping =>
  isObject(value) && typeof value["from"] === "string" && typeof value["to"] === "string"

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string")
