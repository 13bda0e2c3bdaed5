/** Pool starvation: queries that wait for a connection longer than they should. */

import { groupBy } from "../group-by.ts"
import { sentence } from "../sentence.ts"
import { busyMs, type Detector, evidenceOf, numberAt, siteOf } from "./sighting.ts"

const MIN_WAIT_MS = 50
const MIN_SHARE = 0.02
const POOL_SIZE = "db.client.connection.pool_size"

/** Connections of one line of a turn were waited for at least 50 ms and 2 % of the turn in all. */
export const poolStarve: Detector = (unit) =>
  [
    ...groupBy(
      unit.of("db_connection"),
      ({ record }) => `${record.code.file}:${record.code.line}`
    ).values()
  ].flatMap((waits) => {
    const waitMs = busyMs(waits)
    const longest = waits.toSorted((a, b) => b.durationMs - a.durationMs)
    const [worst] = longest
    if (worst === undefined || waitMs < Math.max(MIN_WAIT_MS, unit.durationMs * MIN_SHARE))
      return []
    const size = numberAt(worst.record, POOL_SIZE)
    return {
      code: "pool-starve" as const,
      site: siteOf(worst.record),
      told: sentence(
        "{0} of a turn of {1} were spent waiting for a database connection{2}",
        { ms: waitMs },
        { ms: unit.durationMs },
        size === undefined ? "" : sentence(" (the pool has {0})", size)
      ),
      evidence: evidenceOf(longest, ({ node, durationMs }) => {
        const query = node.parent?.record?.name ?? sentence("a query")
        return sentence("{0} waited {1}", query, { ms: durationMs })
      }),
      savingMs: waitMs
    }
  })
