/** Growing memory: what is in use after collections keeps rising while turns come and go. */

import type { ResourceSeries } from "../model.ts"
import { type Sentence, sentence } from "../sentence.ts"
import type { RunDetector } from "./run-view.ts"

/** The heap shows it best; where a runtime does not tell it, all resident memory. */
const MEMORY = ["process.memory.heap_used_bytes", "process.memory.rss_bytes"] as const
const MIN_POINTS = 16
const MIN_GROWTH_BYTES = 32 * 2 ** 20
const MIN_FACTOR = 1.3
/** What each half of the time must add of the growth: a cache that is filled once grows in one of them only. */
const MIN_SHARE_OF_HALF = 0.2

/**
 * Memory goes up and down with the collector. What it never falls below again from an instant on was in use for good;
 * between the first and the last quarter of the run that grew by 32 MiB and 30 %, before and after its middle.
 */
export const leak: RunDetector = ({ run, firstTurn, resources }) => {
  const points = resources === undefined ? [] : memoryOf(resources)
  if (points.length < MIN_POINTS) return undefined
  const [first, middle, last] = [0.25, 0.5, 0.75].map((part) =>
    Math.min(...points.slice(Math.floor(points.length * part)))
  ) as [number, number, number]
  const growth = last - first
  if (growth < MIN_GROWTH_BYTES || last < first * MIN_FACTOR) return []
  if (Math.min(middle - first, last - middle) < growth * MIN_SHARE_OF_HALF) return []
  const turnCount = run.turns?.count ?? 0
  const over =
    turnCount === 0
      ? ""
      : sentence(turnCount === 1 ? " over {0} turn" : " over {0} turns", turnCount)
  const sign = (told: Sentence) => ({
    told,
    site: undefined,
    traceId: undefined,
    spanId: undefined
  })
  return [
    {
      code: "leak" as const,
      site: firstTurn?.site ?? NO_SITE,
      told: sentence(
        "Memory in use grew from {0} to {1}{2} and was not given back",
        { bytes: first },
        { bytes: last },
        over
      ),
      evidence: [
        sign(
          sentence("never again below {0} from the first quarter of the run on", { bytes: first })
        ),
        sign(sentence("never again below {0} from the middle of the run on", { bytes: middle })),
        sign(
          sentence("never again below {0} from the third quarter of the run on", { bytes: last })
        )
      ],
      savingMs: null
    }
  ]
}

/** Of a process whose turns are not in the log. */
const NO_SITE = { file: undefined, line: undefined, function: undefined, name: "process" }

const memoryOf = ({ points }: ResourceSeries): readonly number[] => {
  for (const key of MEMORY) {
    const known = points.flatMap(({ values }) => values[key]?.min ?? [])
    if (known.length >= MIN_POINTS) return known
  }
  return []
}
