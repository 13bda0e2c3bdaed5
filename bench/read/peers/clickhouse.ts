/** ClickHouse in the process (chDB) over JSONEachRow. */

import { query } from "chdb"
import type { LineAnswer, Reader } from "../answer.ts"

export const clickhouse: Reader = async ({ file, threads }) => {
  const text = query(
    `SELECT concat(\`code.file.path\`, ':', toString(\`code.line.number\`)) AS line, toInt32(count()) AS count,
      toInt32(countIf(status != 'ok')) AS errors, sum(duration_ms) AS total,
      quantileTDigest(0.5)(duration_ms) AS p50, quantileTDigest(0.95)(duration_ms) AS p95, quantileTDigest(0.99)(duration_ms) AS p99
    FROM file('${file}', 'JSONEachRow', '\`code.file.path\` String, \`code.line.number\` Int32, duration_ms Nullable(Float64), status String')
    WHERE duration_ms IS NOT NULL GROUP BY line
    SETTINGS max_threads = ${threads}, input_format_skip_unknown_fields = 1`,
    "JSONEachRow"
  )
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as LineAnswer)
}
