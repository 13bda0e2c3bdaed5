/** Findings about whole runs: how they started up, their first turn, their memory. */

import { coldCall } from "./findings/cold-call.ts"
import { gather, gatherNothing, type Gathered } from "./findings/gather.ts"
import { leak } from "./findings/leak.ts"
import type { RunDetector, RunView } from "./findings/run-view.ts"
import { slowStartup } from "./findings/slow-startup.ts"
import type { Run } from "./model.ts"

const DETECTORS: readonly RunDetector[] = [slowStartup, coldCall, leak]

/** The newest runs are looked at, so that the cost does not grow with the history. */
const MAX_RUNS = 50

/** `runs` newest first; `rest` is what else is known of a run. One answer for each kind of finding. */
export const gatherRuns = (
  runs: readonly Run[],
  rest: (run: Run) => Omit<RunView, "run">
): readonly Gathered[] => {
  const views = runs.slice(0, MAX_RUNS).map((run): RunView => ({ run, ...rest(run) }))
  return DETECTORS.map((detect) => {
    const gathered = gatherNothing()
    for (const view of views) {
      const sightings = detect(view)
      if (sightings !== undefined) gather(gathered, sightings)
    }
    return gathered
  })
}
