/** DuckDB reading newline-delimited JSON with the columns named, so that it need not sniff; its approximate quantile is a t-digest. */

import { DuckDBInstance } from "@duckdb/node-api"
import type { Reader } from "../answer.ts"

const columns = `{'code.file.path': 'VARCHAR', 'code.line.number': 'INTEGER', 'duration_ms': 'DOUBLE', 'status': 'VARCHAR'}`

export const duckdb: Reader = async ({ file, threads }) => {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) })
  const connection = await instance.connect()
  const result = await connection.runAndReadAll(`
    SELECT "code.file.path" AS file, "code.line.number" AS line, count(*)::INTEGER AS count,
      count(*) FILTER (WHERE status <> 'ok')::INTEGER AS errors, sum(duration_ms) AS total,
      approx_quantile(duration_ms, [0.5, 0.95, 0.99]) AS quantiles
    FROM read_json('${file}', format = 'newline_delimited', columns = ${columns})
    GROUP BY ALL`)
  return result.getRowObjectsJson().flatMap((row) => {
    const [p50, p95, p99] = (row["quantiles"] ?? []) as readonly (number | null)[]
    if (typeof p50 !== "number") return [] // the header line has no duration
    return [
      {
        line: `${row["file"]}:${row["line"]}`,
        count: Number(row["count"]),
        errors: Number(row["errors"]),
        total: Number(row["total"]),
        p50,
        p95: p95 ?? p50,
        p99: p99 ?? p50
      }
    ]
  })
}
