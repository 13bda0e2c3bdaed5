/** The status of an operation, read from what writers call it. */

import type { RecordError, Status } from "./record.ts"

const WORDS: ReadonlyMap<string, Status> = new Map([
  ...words("ok", "ok success succeeded completed unset true"),
  ...words("error", "error err fail failed failure exception false"),
  ...words("timeout", "timeout timed_out timedout deadline_exceeded"),
  ...words("interrupted", "interrupted cancelled canceled aborted killed")
])

/**
 * Without a status: ok, or error when an error key says so. A word nobody knows is not a success: error, with the word as
 * the error's type unless the line gives one.
 */
export const readStatus = (
  value: unknown,
  keys: RecordError
): { readonly status: Status; readonly error: RecordError | undefined } => {
  const hasKeys = keys.type !== undefined || keys.message !== undefined || keys.stack !== undefined
  const error = hasKeys ? keys : undefined
  const word = typeof value === "string" || typeof value === "boolean" ? String(value) : ""
  if (word === "") return { status: keys.type === undefined ? "ok" : "error", error }
  const status = WORDS.get(word.toLowerCase())
  if (status !== undefined) return { status, error }
  return { status: "error", error: { ...keys, type: keys.type ?? word } }
}

function words(status: Status, list: string): readonly (readonly [string, Status])[] {
  return list.split(" ").map((word) => [word, status] as const)
}
