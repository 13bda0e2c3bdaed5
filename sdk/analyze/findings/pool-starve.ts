/** Pool starvation: queries that wait for a connection longer than they should. */

import { formatDuration } from "../format.ts"
import { groupBy } from "../group-by.ts"
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
      message: `${formatDuration(waitMs)} of a turn of ${formatDuration(unit.durationMs)} were spent waiting for a database connection${size === undefined ? "" : ` (the pool has ${size})`}`,
      evidence: evidenceOf(longest, ({ node, durationMs }) => {
        const query = node.parent?.record?.name ?? "a query"
        return `${query} waited ${formatDuration(durationMs)}`
      }),
      savingMs: waitMs
    }
  })
