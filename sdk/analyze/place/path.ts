/**
 * Finds which workspace file a log means, by whole path segments from the right; never by
 * substring.
 */

/**
 * A prefix that reported paths carry and what it is in the workspace folder (`lapline.json`,
 * pathMappings).
 */
export interface PathMapping {
  readonly from: string
  /** Relative to the workspace folder; empty means the folder itself. */
  readonly to: string
}

export interface PathQuery {
  /** `code.file.path` as the log has it. */
  readonly reported: string
  /** The run's root that a relative path starts from, where the run named one. */
  readonly root: string | undefined
  /** Absolute path of the workspace folder that the log belongs to. */
  readonly folder: string
  readonly mappings: readonly PathMapping[]
}

/**
 * A path that may be looked for: `full` as far as it is known, `relative` what the record itself
 * said.
 */
export interface WantedPath {
  readonly _tag: "Wanted"
  readonly full: readonly string[]
  readonly relative: readonly string[]
  /** Where the file lies if the run's root is the workspace folder. */
  readonly inFolder: readonly string[]
  /** Where it lay on the machine of the run, as far as that is known. */
  readonly onMachine: readonly string[] | undefined
  /** Segments of the workspace folder when the run ran in it: its files are in there and nowhere else. */
  readonly within: readonly string[] | undefined
  readonly foldCase: boolean
}

export interface RefusedPath {
  readonly _tag: "Refused"
  readonly reason: "empty" | "too long" | "control character" | "network share" | "climbs out"
}

export type PathChoice =
  | FoundPath
  | { readonly _tag: "Ambiguous"; readonly paths: readonly string[] }
  | { readonly _tag: "Missing" }

export interface FoundPath {
  readonly _tag: "Found"
  readonly path: string
  /** True when every segment that the record named is matched. */
  readonly whole: boolean
  /** True when it is the very path that the run read, on whatever machine. */
  readonly isExact: boolean
}

const MAX_PATH_CHARACTERS = 4_096

/** Reads a reported path without touching any file system. */
export const readPath = (query: PathQuery): WantedPath | RefusedPath => {
  const { reported, root } = query
  if (reported.trim() === "") return refused("empty")
  if (Math.max(reported.length, root?.length ?? 0) > MAX_PATH_CHARACTERS) return refused("too long")
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(reported)) return refused("control character")
  if (/^(\\\\|\/\/)/.test(reported)) return refused("network share")
  const foldCase = isWindows(reported) || (root !== undefined && isWindows(root))
  const mapped = mapPath(query)
  const path = mapped ?? reported
  const relative = normalise(segmentsOf(path))
  const ownRoot = root !== undefined && mapped === undefined ? segmentsOf(root) : []
  const base = mapped === undefined ? ownRoot : segmentsOf(query.folder)
  const full = isAbsolute(path) ? relative : normalise([...base, ...segmentsOf(path)])
  if (full === undefined) return refused("climbs out")
  const own = relative ?? full
  const folder = segmentsOf(query.folder)
  const inFolder = isAbsolute(path) ? own : [...folder, ...own]
  const isKnown = isAbsolute(reported) || root !== undefined
  const onMachine = mapped === undefined && isKnown ? full : undefined
  const isHere = onMachine !== undefined && startsWith(onMachine, folder)
  const within = isHere ? folder : undefined
  return { _tag: "Wanted", full, relative: own, inFolder, onMachine, within, foldCase }
}

/**
 * Chooses among files of the workspace (absolute paths): the longest match of whole segments from
 * the right wins when it is the only one; a tie goes to the file that lies in the workspace folder
 * exactly as the record says, else all of the tie are returned as ambiguous.
 */
export const choosePath = (wanted: WantedPath, candidates: readonly string[]): PathChoice => {
  const enough = Math.min(2, wanted.relative.length)
  const matched = (path: string) => suffixLength(segmentsOf(path), wanted.full, wanted.foldCase)
  const scored = [...new Set(candidates)]
    .filter((path) => wanted.within === undefined || startsWith(segmentsOf(path), wanted.within))
    .map((path) => ({ path, length: matched(path) }))
    .filter(({ length }) => length >= enough)
  const length = Math.max(0, ...scored.map((candidate) => candidate.length))
  const best = scored.filter((candidate) => candidate.length === length).map(({ path }) => path)
  const whole = length >= wanted.relative.length
  if (best.length === 0) return { _tag: "Missing" }
  const [only] = best
  const isExact = (path: string) => equalSegments(segmentsOf(path), wanted.onMachine, wanted)
  if (best.length === 1 && only !== undefined) {
    return { _tag: "Found", path: only, whole, isExact: isExact(only) }
  }
  const exact = best.find((path) => equalSegments(segmentsOf(path), wanted.inFolder, wanted))
  if (exact !== undefined) {
    return { _tag: "Found", path: exact, whole: true, isExact: isExact(exact) }
  }
  return { _tag: "Ambiguous", paths: best.toSorted() }
}

/**
 * The mapping by which a chosen file (absolute path), and its neighbours with it, are found from then
 * on: what is left of both paths before the end that the record named and they share.
 */
export const mappingFor = (
  { reported, root, folder }: Omit<PathQuery, "mappings">,
  chosen: string
): PathMapping => {
  const named = segmentsOf(reported)
  const onMachine =
    root === undefined || isAbsolute(reported) ? named : [...segmentsOf(root), ...named]
  const target = segmentsOf(chosen)
  const shared = Math.min(suffixLength(named, target, false), named.length)
  const isAbove = isAbsolute(reported) || root !== undefined
  const from = onMachine.slice(0, onMachine.length - shared).join("/")
  const to = target.slice(0, target.length - shared)
  const own = segmentsOf(folder)
  const relative = startsWith(to, own) ? to.slice(own.length).join("/") : `/${to.join("/")}`
  return { from: isAbove ? `/${from}` : from, to: relative }
}

/** The name to look for in the workspace. */
export const baseName = (wanted: WantedPath): string => wanted.relative.at(-1) ?? ""

/**
 * A path's segments; separators of both kinds, drive letters, `file:` and other URI forms are
 * understood.
 */
export const segmentsOf = (path: string): readonly string[] =>
  withoutScheme(path)
    .replaceAll("\\", "/")
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")

const refused = (reason: RefusedPath["reason"]): RefusedPath => ({ _tag: "Refused", reason })

const isWindows = (path: string): boolean => /^[a-z]:[\\/]/i.test(path) || path.includes("\\")

const isAbsolute = (path: string): boolean =>
  /^([\\/]|[a-z]:[\\/]|[a-z][a-z0-9+.-]*:\/\/)/i.test(path)

const withoutScheme = (path: string): string => {
  const uri = /^[a-z][a-z0-9+.-]+:\/\/[^/]*(.*)$/is.exec(path)
  if (uri?.[1] === undefined) return path
  return decodePercent(uri[1])
}

const decodePercent = (text: string): string =>
  text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escape) => {
    try {
      return decodeURIComponent(escape)
    } catch {
      // Not UTF-8: the name is kept as it was written.
      return escape
    }
  })

/** Resolves `..`; undefined when the path climbs above its own start. */
const normalise = (segments: readonly string[]): readonly string[] | undefined => {
  const result: string[] = []
  for (const segment of segments) {
    if (segment !== "..") result.push(segment)
    else if (result.pop() === undefined) return undefined
  }
  return result
}

/** A mapping may speak of the path as it was on the run's machine, or as the record has it. */
const mapPath = ({ reported, root, mappings }: PathQuery): string | undefined => {
  const isKnown = isAbsolute(reported) || root !== undefined
  const onMachine = isAbsolute(reported) ? reported : `${root ?? ""}/${reported}`
  const mapped = isKnown ? applyMappings(onMachine, mappings) : undefined
  return mapped ?? applyMappings(reported, mappings, !isKnown)
}

/** A mapping of nothing is for relative paths of an unknown root alone. */
const applyMappings = (
  path: string,
  mappings: readonly PathMapping[],
  isRootless = false
): string | undefined => {
  const own = segmentsOf(path)
  const fitting = mappings
    .map(({ from, to }) => ({ from: segmentsOf(from), to }))
    .filter(({ from }) => (isRootless || from.length > 0) && startsWith(own, from))
    .toSorted((a, b) => b.from.length - a.from.length)[0]
  if (fitting === undefined) return undefined
  const { from, to } = fitting
  return [...(isAbsolute(to) ? [""] : []), ...segmentsOf(to), ...own.slice(from.length)].join("/")
}

const suffixLength = (a: readonly string[], b: readonly string[], foldCase: boolean): number => {
  const most = Math.min(a.length, b.length)
  for (let length = 0; length < most; length++) {
    if (!same(a.at(-1 - length), b.at(-1 - length), foldCase)) return length
  }
  return most
}

const equalSegments = (
  segments: readonly string[],
  wanted: readonly string[] | undefined,
  { foldCase }: WantedPath
): boolean =>
  wanted !== undefined &&
  segments.length === wanted.length &&
  suffixLength(segments, wanted, foldCase) === segments.length

const startsWith = (segments: readonly string[], start: readonly string[]): boolean =>
  start.every((segment, at) => segments[at] === segment)

const same = (a: string | undefined, b: string | undefined, foldCase: boolean): boolean =>
  a === b || (foldCase && a?.toLowerCase() === b?.toLowerCase())
