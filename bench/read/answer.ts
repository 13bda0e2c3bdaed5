/** The question every reader is asked, and the form of its answer. */

/** One measured line: `file:line` with its figures; times in milliseconds. */
export interface LineAnswer {
  readonly line: string
  readonly count: number
  readonly errors: number
  readonly total: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface ReaderOptions {
  readonly file: string
  readonly threads: number
}

/** Count, errors, total and nearest-rank p50, p95, p99 of `duration_ms` for each source line of the log. */
export type Reader = (options: ReaderOptions) => Promise<readonly LineAnswer[]>

export interface Difference {
  /** The largest relative error of any quantile of any line. */
  readonly quantile: number
  /** Lines that one answer lacks, or whose count, errors or total (to a billionth) differ. */
  readonly wrongLines: number
}

/** Holds `answer` against `exact`. */
export const compareAnswers = (
  answer: readonly LineAnswer[],
  exact: readonly LineAnswer[]
): Difference => {
  const known = new Map(exact.map((line) => [line.line, line]))
  let quantile = 0
  let wrongLines = Math.max(0, exact.length - answer.length)
  for (const given of answer) {
    const right = known.get(given.line)
    const isRight =
      right !== undefined &&
      given.count === right.count &&
      given.errors === right.errors &&
      Math.abs(given.total / right.total - 1) < 1e-9
    if (!isRight) wrongLines += 1
    for (const name of ["p50", "p95", "p99"] as const) {
      if (right !== undefined)
        quantile = Math.max(quantile, Math.abs(given[name] / right[name] - 1))
    }
  }
  return { quantile, wrongLines }
}
