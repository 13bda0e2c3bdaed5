/** The source that generated code was made of, found by its map: inside the workspace, and only while both are what ran. */
import * as vscode from "vscode"
import { definedIn, ownNamesOf } from "../../sdk/analyze/place/evidence.ts"
import type { SiteNames } from "../../sdk/analyze/place/evidence.ts"
import type { PathQuery } from "../../sdk/analyze/place/path.ts"
import { mapUrlOf, originalLines, type OriginalLine } from "../../sdk/analyze/place/source-map.ts"
import { linesOf, readSource } from "./document-text.ts"
import type { SourceFiles } from "./source-files.ts"

export interface Generated {
  readonly uri: vscode.Uri
  /** 1-based. */
  readonly line: number
  readonly names: SiteNames
  readonly folder: string
  readonly runStartMicros: number
}

export interface OriginalSource {
  readonly uri: vscode.Uri
  readonly line: number
  /** The source as it was when the code was generated, where the map holds it. */
  readonly text: readonly string[] | undefined
}

const GENERATED = /\.[cm]?jsx?$/
const INLINE = /^data:application\/json(?:;charset=[\w-]+)?(;base64)?,/i

export const isGenerated = ({ path }: vscode.Uri): boolean => GENERATED.test(path)

/** Undefined where there is no map, or the map does not tell one line. */
export const findOriginal = async (
  generated: Generated,
  sources: SourceFiles
): Promise<OriginalSource | undefined> => {
  const { uri, runStartMicros, folder } = generated
  const code = await readSource(uri)
  if (code === undefined || code.sinceMicros > runStartMicros) return undefined
  const url = mapUrlOf(code.disk.slice(-5).join("\n"))
  if (url === undefined) return undefined
  const base = vscode.Uri.joinPath(uri, "..")
  const find = (path: string) =>
    sources.find(queryFor(vscode.Uri.joinPath(base, path).path, folder))
  const map = await readMap(url, runStartMicros, find)
  const original = map && chooseLine(originalLines(map.text, generated.line), generated.names)
  if (map === undefined || original === undefined) return undefined
  const source = /^[a-z][\w+.-]*:\/\//i.test(original.source)
    ? await sources.find(queryFor(original.source, folder))
    : await sources.find(
        queryFor(vscode.Uri.joinPath(map.base ?? base, original.source).path, folder)
      )
  if (source._tag !== "Found") return undefined
  const text = original.text === undefined ? undefined : linesOf(original.text)
  return { uri: source.uri, line: original.line, text }
}

const queryFor = (reported: string, folder: string): PathQuery => ({
  reported,
  root: undefined,
  folder,
  mappings: []
})

const readMap = async (
  url: string,
  runStartMicros: number,
  find: (path: string) => ReturnType<SourceFiles["find"]>
): Promise<{ readonly text: string; readonly base: vscode.Uri | undefined } | undefined> => {
  const inline = INLINE.exec(url)
  if (inline !== null) {
    const data = url.slice(inline[0].length)
    const isEncoded = inline[1] !== undefined
    return {
      text: isEncoded ? Buffer.from(data, "base64").toString() : decode(data),
      base: undefined
    }
  }
  const file = await find(decode(url))
  if (file._tag !== "Found" || !file.isExact) return undefined
  const map = await readSource(file.uri)
  if (map === undefined || map.sinceMicros > runStartMicros) return undefined
  return { text: map.disk.join("\n"), base: vscode.Uri.joinPath(file.uri, "..") }
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not encoded: the name is kept as it was written.
    return text
  }
}

/** Minified code has many originals on a line: the one that defines the site's name, if it is the only one. */
const chooseLine = (lines: readonly OriginalLine[], names: SiteNames): OriginalLine | undefined => {
  const own = ownNamesOf(names)
  const naming = lines.filter(
    ({ text, line }) => definedIn([text?.split("\n")[line - 1] ?? ""], own) > 0
  )
  return naming.length === 1 ? naming[0] : lines.length === 1 ? lines[0] : undefined
}
