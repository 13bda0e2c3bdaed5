/** All kinds of findings: how grave each is, how its saving is computed, who finds it. */

import type { Finding, FindingCode } from "../model.ts"
import type { TraceTree } from "../trace-tree.ts"
import { contextGrowth } from "./context-growth.ts"
import { modelWait } from "./model-wait.ts"
import { nPlusOne } from "./n-plus-one.ts"
import { poolStarve } from "./pool-starve.ts"
import { repeatTool } from "./repeat-tool.ts"
import { retries, timeouts } from "./retry.ts"
import { serialTools } from "./serial-tools.ts"
import type { Detector, Sighting } from "./sighting.ts"
import { slowQuery } from "./slow-query.ts"
import { unitsOf } from "./unit.ts"

export interface FindingKind extends Pick<Finding, "severity" | "savingBasis" | "per"> {
  /**
   * The least share of what was examined that must show it. A machine that stops for a moment makes anything slow: what
   * goes by time alone must happen more than once in a while.
   */
  readonly minShare: number
}

/** What each kind means is told in docs/findings.md. */
export const FINDING_KINDS: Readonly<Record<FindingCode, FindingKind>> = {
  "n-plus-one": {
    severity: "warning",
    savingBasis: "the time of these queries, less that of one: at most",
    per: "turn",
    minShare: 0
  },
  "slow-query": {
    severity: "warning",
    savingBasis: "the query's own time, less that of the turn's median query",
    per: "turn",
    minShare: 0.05
  },
  "repeat-tool": {
    severity: "warning",
    savingBasis: "the time of the repeated calls, with the iterations made for nothing else",
    per: "turn",
    minShare: 0
  },
  "serial-tools": {
    severity: "warning",
    savingBasis: "the time of the calls, less that of the longest: at most",
    per: "turn",
    minShare: 0.05
  },
  retry: {
    severity: "warning",
    savingBasis: "the time of the failed attempts and of the waits after them",
    per: "turn",
    minShare: 0
  },
  timeout: {
    severity: "warning",
    savingBasis: "the time that was waited in vain: at most",
    per: "turn",
    minShare: 0
  },
  "context-growth": {
    severity: "warning",
    savingBasis:
      "time to the first token beyond that of the turn's first call; tokens cost besides",
    per: "turn",
    minShare: 0
  },
  "first-token": {
    severity: "info",
    savingBasis: "if every call of the turn began to answer as soon as the fastest of them",
    per: "turn",
    minShare: 0.05
  },
  generation: {
    severity: "info",
    savingBasis: "if every call of the turn generated at the rate of the fastest of them",
    per: "turn",
    minShare: 0.05
  },
  "pool-starve": {
    severity: "warning",
    savingBasis: "the time in which at least one query of the turn waited for a connection",
    per: "turn",
    minShare: 0.05
  },
  "slow-startup": {
    severity: "warning",
    savingBasis: "the step's time in a warm start: at most",
    per: "run",
    minShare: 0
  },
  "cold-call": {
    severity: "info",
    savingBasis: "the first turn's time, less the median of the run's turns",
    per: "run",
    minShare: 0
  },
  leak: {
    severity: "warning",
    savingBasis: "memory, not time",
    per: "run",
    minShare: 0
  }
}

const DETECTORS: readonly Detector[] = [
  nPlusOne,
  slowQuery,
  repeatTool,
  serialTools,
  retries,
  timeouts,
  contextGrowth,
  modelWait,
  poolStarve
]

/** The sightings of each turn of a trace, those of a trace without turns in one list; what has none is there too. */
export const sightingsOf = (tree: TraceTree): readonly (readonly Sighting[])[] =>
  unitsOf(tree).map((unit) => DETECTORS.flatMap((detect) => detect(unit)))
