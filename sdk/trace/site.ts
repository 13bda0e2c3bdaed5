/** What never changes between two spans of a call site, serialised once per run: the bytes around the dynamic ones. */

import { jsonString, jsonStringWithin, jsonValue } from "../record/json.ts"
import { type Place, recordedPath } from "./location.ts"

/** What a step takes over from the span around it. */
export interface Operation {
  readonly metric: string
  readonly toolName: string | undefined
}

export type AttributeValue = string | number | boolean
export type Attributes = Readonly<Record<string, AttributeValue>>

/** The constant part of a record. */
export interface SiteFields {
  readonly operation: Operation
  readonly name: string
  readonly step: string
  readonly place: Place
  readonly attributes: Attributes | undefined
}

export interface RunConstants {
  readonly runId: string
  /** Absolute, without symbolic links: what recorded paths are relative to. */
  readonly root: string
}

export interface SiteBytes {
  /** From the end of the timestamp to the duration. */
  readonly head: Uint8Array
  /** From the run id to the open brace of the attributes, fixed attributes included. */
  readonly tail: Uint8Array
  readonly hasAttributes: boolean
}

/** Names are cut so that a site's constants take less than half a line. */
export const encodeSite = (fields: SiteFields, run: RunConstants): SiteBytes => {
  const { operation, attributes } = fields
  const { file, functionName, line } = fields.place
  let head = `Z","level":"INFO","component":"performance"`
  head += `,"metric":${jsonStringWithin(operation.metric, 256)}`
  head += `,"step":${jsonStringWithin(fields.step, 512)}`
  head += `,"name":${jsonStringWithin(fields.name, 1_024)}`
  if (operation.toolName !== undefined) {
    head += `,"tool_name":${jsonStringWithin(operation.toolName, 512)}`
  }
  let tail = `","run_id":${jsonString(run.runId)}`
  if (file !== undefined) {
    tail += `,"code.file.path":${jsonStringWithin(recordedPath(file, run.root), 4_096)}`
  }
  if (line !== undefined) tail += `,"code.line.number":${line}`
  if (functionName !== undefined) {
    tail += `,"code.function.name":${jsonStringWithin(functionName, 1_024)}`
  }
  const fixed = attributes === undefined ? "" : jsonValue(attributes, 8_192).slice(1, -1)
  return {
    head: Buffer.from(`${head},"duration_ms":`),
    tail: Buffer.from(`${tail},"attributes":{${fixed}`),
    hasAttributes: fixed !== ""
  }
}
