/** One run as the findings about whole runs look at it. */

import type { LapRecord } from "../../record/record.ts"
import type { ResourceSeries, Run } from "../model.ts"
import type { TraceTree } from "../trace-tree.ts"
import type { TurnFacts } from "../turn.ts"
import type { Sighting } from "./sighting.ts"

export interface RunView {
  readonly run: Run
  /** The turn that began first. */
  readonly firstTurn: TurnFacts | undefined
  /** The slowest span of each start-up step. */
  readonly startup: readonly LapRecord[]
  readonly resources: ResourceSeries | undefined
  /** Undefined when the trace's spans are no longer held. */
  readonly trace: (traceId: string) => TraceTree | undefined
  /** The median duration of the record's site over all runs. */
  readonly usualMs: (record: LapRecord) => number | null
}

/** Undefined when the run is not one to tell by: it then does not count as examined. */
export type RunDetector = (view: RunView) => readonly Sighting[] | undefined
