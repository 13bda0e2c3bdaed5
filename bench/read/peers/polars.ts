/** polars scanning newline-delimited JSON lazily, with exact quantiles. */

import pl from "nodejs-polars"
import type { Reader } from "../answer.ts"

export const polars: Reader = async ({ file }) => {
  const at = (quantile: number, name: string) =>
    pl.col("duration_ms").quantile(quantile, "nearest").alias(name)
  const frame = await pl
    .scanJson(file, { inferSchemaLength: 1000, batchSize: 10_000 })
    .filter(pl.col("duration_ms").isNotNull())
    .groupBy(["code.file.path", "code.line.number"])
    .agg(
      pl.col("duration_ms").count().alias("count"),
      pl.col("status").neq(pl.lit("ok")).sum().alias("errors"),
      pl.col("duration_ms").sum().alias("total"),
      at(0.5, "p50"),
      at(0.95, "p95"),
      at(0.99, "p99")
    )
    .collect()
  return frame.toRecords().map((row) => ({
    line: `${row["code.file.path"]}:${row["code.line.number"]}`,
    count: Number(row["count"]),
    errors: Number(row["errors"]),
    total: Number(row["total"]),
    p50: Number(row["p50"]),
    p95: Number(row["p95"]),
    p99: Number(row["p99"])
  }))
}
