/** What a span is to people. */

import type { LapRecord } from "../record/record.ts"

/** Headers of runs and lines on resources are none. */
export const isSpan = ({ metric }: Pick<LapRecord, "metric">): boolean =>
  metric !== "run" && metric !== "resource"
