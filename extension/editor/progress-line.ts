/**
 * What a conversation command tells of its runs while they happen: one JSON object a line on its
 * standard output.
 */

export type Progress =
  | { readonly _tag: "RunStarted"; readonly run: number }
  | { readonly _tag: "TurnEnded"; readonly run: number; readonly turn: number }
  | {
      readonly _tag: "RunEnded"
      readonly run: number
      readonly isOk: boolean
      readonly durationMs: number | undefined
      /** What was not as expected, a sentence each. */
      readonly failures: readonly string[]
    }
  /** An event that says nothing about a run. */
  | { readonly _tag: "Other" }

/**
 * Undefined for a line that is no event: it is output like any other. Unknown events and keys are
 * passed over.
 */
export const readProgress = (line: string): Progress | undefined => {
  const { event, run, turn, ok, durationMs, failures } = parse(line)
  if (typeof event !== "string") return undefined
  if (typeof run !== "number") return { _tag: "Other" }
  if (event === "conversation-start") return { _tag: "RunStarted", run }
  if (event === "turn" && typeof turn === "number") return { _tag: "TurnEnded", run, turn }
  if (event !== "conversation-end" || typeof ok !== "boolean") return { _tag: "Other" }
  return {
    _tag: "RunEnded",
    run,
    isOk: ok,
    durationMs: typeof durationMs === "number" && durationMs >= 0 ? durationMs : undefined,
    failures: Array.isArray(failures) ? failures.filter((each) => typeof each === "string") : []
  }
}

const parse = (line: string): Readonly<Record<string, unknown>> => {
  if (!line.startsWith("{")) return {}
  try {
    return JSON.parse(line)
  } catch {
    // Output may begin with a brace and be no JSON.
    return {}
  }
}
