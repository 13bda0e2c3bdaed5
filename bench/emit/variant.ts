/** One way of timing three nested operations with six attributes each and their source line. */

export interface Variant {
  /** Runs the workload `iterations` times: three nested spans each. */
  readonly run: (iterations: number) => Promise<void>
  /** Resolves when everything is in the file (or where the variant puts it). */
  readonly flush: () => Promise<void>
}

export interface VariantOptions {
  /** The file that span lines go to. */
  readonly file: string
}

export type MakeVariant = (options: VariantOptions) => Promise<Variant>

/** Spans an iteration makes. */
export const SPANS_PER_ITERATION = 3

/** Names of the three nested operations, outermost first. */
export const NAMES = [
  "invoke_agent returns",
  "execute_tool CheckEligibility",
  "fraud_check"
] as const

/** Six attributes as an agent's span carries them. Values differ by call, as real ones do. */
export const attributesOf = (call: number): Record<string, string | number | boolean> => ({
  "gen_ai.operation.name": "execute_tool",
  "gen_ai.tool.name": "CheckEligibility",
  "gen_ai.usage.input_tokens": 1200 + (call & 255),
  "db.response.returned_rows": call & 15,
  "lapline.outcome": "APPROVED",
  "lapline.retried": false
})

/** The source line as OpenTelemetry names it; peers do not find it themselves, so it is handed to them. */
export const CODE = {
  "code.file.path": "agent/tools/check-eligibility.ts",
  "code.line.number": 42,
  "code.function.name": "checkEligibility"
} as const

/** Yields to the event loop as an agent does between operations, so that batch exporters get their turn. */
export const inChunks = async (
  iterations: number,
  chunk: (from: number, to: number) => void | Promise<void>
): Promise<void> => {
  for (let from = 0; from < iterations; from += 500) {
    await chunk(from, Math.min(iterations, from + 500))
    await new Promise((resolve) => setImmediate(resolve))
  }
}
