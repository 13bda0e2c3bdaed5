/** From the place in the file that ran to the place in the source it was made of. Maps are read when first needed. */

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs"
import { SourceMap, type SourceMapPayload } from "node:module"
import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { RawLocation } from "./call-site.ts"

export interface OriginalLocation extends RawLocation {
  /** Text of the source, from the map where it holds it; undefined when it cannot be had. */
  readonly readSource: () => string | undefined
}

/** The original of `place`, or `place` itself where there is no map or the map does not know. */
export const originalLocation = (place: RawLocation): OriginalLocation => {
  const loaded = mapOf(place.file)
  const origin = loaded?.map.findOrigin(place.line, place.column)
  if (loaded === undefined || origin === undefined || !("fileName" in origin)) {
    return { ...place, readSource: () => readText(place.file) }
  }
  const { columnNumber: column, fileName, lineNumber: line, name } = origin
  const file = sourcePath(loaded, fileName)
  return {
    file,
    line,
    column,
    functionName: name ?? place.functionName,
    readSource: () => textInMap(loaded, fileName) ?? readText(file)
  }
}

interface LoadedMap {
  readonly map: SourceMap
  /** What the sources of the map are relative to. */
  readonly folder: string
}

/** One entry a file that ran, `undefined` for those without a map; as many as the process has modules. */
const maps = new Map<string, LoadedMap | undefined>()

const mapOf = (file: string): LoadedMap | undefined => {
  if (!maps.has(file)) maps.set(file, loadMap(file))
  return maps.get(file)
}

const loadMap = (file: string): LoadedMap | undefined => {
  try {
    const url = mappingUrl(file)
    if (url === undefined) return undefined
    const inline = DATA_URL.exec(url)
    if (inline !== null) {
      const encoding = inline[1] === undefined ? "utf8" : "base64"
      const data = url.slice(inline[0].length)
      const json =
        encoding === "base64" ? Buffer.from(data, "base64").toString() : decodeURIComponent(data)
      return parseMap(json, dirname(file))
    }
    const path = resolve(dirname(file), decodeURIComponent(url))
    return parseMap(readFileSync(path, "utf8"), dirname(path))
  } catch {
    // No map, no right to read it, or not a map: the place in the file that ran is the best there is.
    return undefined
  }
}

const DATA_URL = /^data:application\/json(?:;charset=[\w-]+)?(;base64)?,/i

const parseMap = (json: string, folder: string): LoadedMap => {
  const payload = JSON.parse(json) as SourceMapPayload
  return { map: new SourceMap(payload), folder: resolve(folder, payload.sourceRoot ?? "") }
}

const textInMap = ({ map }: LoadedMap, fileName: string): string | undefined => {
  const { sources, sourcesContent } = map.payload as Partial<SourceMapPayload>
  return sourcesContent?.[sources?.indexOf(fileName) ?? -1]
}

/** Sources are read for names only; a file this large was not written by hand. */
const MAX_SOURCE_BYTES = 2_000_000

const readText = (file: string): string | undefined => {
  try {
    return statSync(file).size > MAX_SOURCE_BYTES ? undefined : readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

const TAIL_BYTES = 4_096
const MARK = "//# sourceMappingURL="

/** The last `sourceMappingURL` of a file. Only the end is read unless an inline map fills it. */
const mappingUrl = (file: string): string | undefined => {
  const descriptor = openSync(file, "r")
  let tail: string
  try {
    const size = fstatSync(descriptor).size
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES))
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length)
    tail = bytes.toString("latin1")
  } finally {
    closeSync(descriptor)
  }
  const url = urlAtEnd(tail)
  if (url !== undefined || !/[\w+/=]{1000}\s*$/.test(tail)) return url
  return urlAtEnd(readFileSync(file, "latin1"))
}

const urlAtEnd = (text: string): string | undefined => {
  const at = text.lastIndexOf(MARK)
  const url = at < 0 ? "" : text.slice(at + MARK.length).trim()
  return url === "" || /\s/.test(url) ? undefined : url
}

const sourcePath = (loaded: LoadedMap, fileName: string): string =>
  fileName.startsWith("file://") ? fileURLToPath(fileName) : resolve(loaded.folder, fileName)
