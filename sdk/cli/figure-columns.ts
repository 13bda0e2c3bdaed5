/** The columns of figures that tables of the report share. */

import {
  formatCount,
  formatDuration,
  formatLocation,
  formatPercent,
  formatQuantileCell,
  NONE
} from "../analyze/format.ts"
import type { Quantiles, Site } from "../analyze/model.ts"
import { OVERFLOW } from "../analyze/site.ts"
import { MIN_SAMPLES } from "../analyze/statistics.ts"
import type { Column, Table } from "./table.ts"

/** A column and what it says of a row. */
export interface Field<Row> extends Column {
  readonly cell: (row: Row) => string
}

export const tableOf = <Row>(rows: readonly Row[], fields: readonly Field<Row>[]): Table => ({
  columns: fields,
  rows: rows.map((row) => fields.map(({ cell }) => cell(row)))
})

export const text = <Row>(
  title: string,
  cell: (row: Row) => string,
  dropOrder = 0
): Field<Row> => ({
  title,
  kind: "text",
  dropOrder,
  cell
})

export const number = <Row>(
  title: string,
  cell: (row: Row) => string,
  dropOrder = 0
): Field<Row> => ({
  title,
  kind: "number",
  dropOrder,
  style: (shown) => (shown === NONE || /^n<\d/.test(shown) ? "faint" : undefined),
  cell
})

/** A duration, or nothing where there is none. */
export const duration = <Row>(
  title: string,
  ms: (row: Row) => number | null,
  dropOrder = 0
): Field<Row> => {
  const cell = (row: Row) => {
    const value = ms(row)
    return value === null ? NONE : formatDuration(value)
  }
  return number(title, cell, dropOrder)
}

/** The source line. */
export const WHERE: Field<Pick<Site, "file" | "line">> = {
  title: "where",
  kind: "path",
  style: () => "cyan",
  cell: ({ file, line }) => formatLocation(file, line)
}

export const share = <Row>(title: string, of: (row: Row) => number | null): Field<Row> =>
  number(
    title,
    (row) => {
      const value = of(row)
      return value === null ? NONE : formatPercent(value)
    },
    1
  )

/** n, failed (when any did), p50, p95, p99 and max; in a narrow terminal the max goes first and n and p50 stay. */
export const quantileFields = <Row extends Quantiles>(
  rows: readonly Row[]
): readonly Field<Row>[] => [
  number("n", ({ count }) => formatCount(count)),
  ...(rows.some(({ errors }) => errors > 0) ? [failed<Row>()] : []),
  number("p50", ({ p50Ms, count }) => formatQuantileCell(p50Ms, count, "p50")),
  number("p95", ({ p95Ms, count }) => formatQuantileCell(p95Ms, count, "p95"), 2),
  number("p99", ({ p99Ms, count }) => formatQuantileCell(p99Ms, count, "p99"), 3),
  duration("max", ({ maxMs }) => maxMs, 5)
]

/** What `n<20` in a cell means, where a row has it. */
export const legend = (rows: readonly Quantiles[]): readonly string[] => {
  const lacks = [
    ...(rows.some(({ p95Ms }) => p95Ms === null)
      ? [`n<${MIN_SAMPLES.p95}: n too small for p95`]
      : []),
    ...(rows.some(({ p99Ms }) => p99Ms === null)
      ? [`n<${MIN_SAMPLES.p99}: n too small for p99`]
      : [])
  ]
  return lacks.length === 0 ? [] : [lacks.join(", ")]
}

/** What a row of that name is, where there is one. */
export const overflowNote = (names: readonly string[]): readonly string[] =>
  names.includes(OVERFLOW)
    ? [`${OVERFLOW}: more different names than are told apart, added up`]
    : []

const failed = <Row extends Quantiles>(): Field<Row> => ({
  title: "failed",
  kind: "number",
  dropOrder: 4,
  style: (shown) => (shown === "0" ? "faint" : "red"),
  cell: ({ errors }) => formatCount(errors)
})
