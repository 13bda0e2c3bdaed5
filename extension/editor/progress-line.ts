/** What a conversation command tells of its runs while they happen: one JSON object a line on its standard output. */

export type Progress =
  | { readonly _tag: "RunStarted"; readonly run: number; readonly runs: number | undefined }
  | {
      readonly _tag: "RunEnded"
      readonly isOk: boolean
      readonly durationMs: number | undefined
      readonly message: string | undefined
    }

/** Undefined for a line that is no progress: it is output like any other. */
export const readProgress = (line: string): Progress | undefined => {
  const value = parse(line)
  if (value === undefined) return undefined
  const { event, run, runs, ok, duration_ms: durationMs, message } = value
  if (event === "run-start" && typeof run === "number") {
    return { _tag: "RunStarted", run, runs: typeof runs === "number" ? runs : undefined }
  }
  if (event === "run-end" && typeof ok === "boolean") {
    return {
      _tag: "RunEnded",
      isOk: ok,
      durationMs: typeof durationMs === "number" && durationMs >= 0 ? durationMs : undefined,
      message: typeof message === "string" ? message : undefined
    }
  }
  return undefined
}

const parse = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith("{")) return undefined
  try {
    return JSON.parse(line)
  } catch {
    // Output may begin with a brace and be no JSON.
    return undefined
  }
}
