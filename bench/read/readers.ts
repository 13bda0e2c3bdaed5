/** The readers of bench/read by name: Lapline's two walkers and what one could use instead. */

import type { Reader } from "./answer.ts"

export const readers: Readonly<
  Record<string, { readonly label: string; readonly threads: number; load: () => Promise<Reader> }>
> = {
  lapline: {
    label: "Lapline, WebAssembly",
    threads: 1,
    load: async () => (await import("./lapline.ts")).laplineWebAssembly
  },
  "lapline-js": {
    label: "Lapline, JavaScript",
    threads: 1,
    load: async () => (await import("./lapline.ts")).laplineJavaScript
  },
  "lapline-report": {
    label: "`lapline report`, all of it",
    threads: 1,
    load: async () => (await import("./lapline-report.ts")).laplineReport
  },
  "duckdb-1": {
    label: "DuckDB, 1 thread",
    threads: 1,
    load: async () => (await import("./peers/duckdb.ts")).duckdb
  },
  "duckdb-2": {
    label: "DuckDB, 2 threads",
    threads: 2,
    load: async () => (await import("./peers/duckdb.ts")).duckdb
  },
  polars: {
    label: "polars, all threads",
    threads: 2,
    load: async () => (await import("./peers/polars.ts")).polars
  },
  clickhouse: {
    label: "ClickHouse (chDB), 2 threads",
    threads: 2,
    load: async () => (await import("./peers/clickhouse.ts")).clickhouse
  },
  chunked: {
    label: "chunks, JSON.parse",
    threads: 1,
    load: async () => (await import("./peers/json-parse.ts")).chunked
  },
  readline: {
    label: "readline, JSON.parse",
    threads: 1,
    load: async () => (await import("./peers/json-parse.ts")).readline
  }
}
