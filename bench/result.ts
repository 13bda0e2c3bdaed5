/** What a bench answers: tables for people and goals for machines. */

export interface Table {
  readonly caption: string
  readonly headers: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Goal {
  readonly name: string
  readonly value: number
  readonly limit: number
  /** `at most` unless said otherwise. */
  readonly sense?: "at most" | "at least"
}

export interface BenchResult {
  readonly name: string
  readonly title: string
  /** How it was measured, in sentences. */
  readonly method: string
  readonly tables: readonly Table[]
  readonly goals: readonly Goal[]
  readonly notes: readonly string[]
}

export const isMet = (goal: Goal): boolean =>
  goal.sense === "at least" ? goal.value >= goal.limit : goal.value <= goal.limit

/** `GOAL <name> <value> <= <limit> ok|missed` */
export const goalLine = (goal: Goal): string => {
  const sign = goal.sense === "at least" ? ">=" : "<="
  return `GOAL ${goal.name} ${number(goal.value)} ${sign} ${number(goal.limit)} ${isMet(goal) ? "ok" : "missed"}`
}

const number = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 3 : 1)

/** A table as aligned text; the first column left, the others right. */
export const textTable = (table: Table): string => {
  const lines = [table.headers, ...table.rows]
  const widths = table.headers.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length))
  )
  const print = (line: readonly string[]): string =>
    widths
      .map((width, column) =>
        column === 0 ? (line[column] ?? "").padEnd(width) : (line[column] ?? "").padStart(width)
      )
      .join("  ")
      .trimEnd()
  const [head = "", ...body] = lines.map(print)
  return [table.caption, "", head, "-".repeat(head.length), ...body].join("\n")
}

export const markdownTable = (table: Table): string =>
  [
    `**${table.caption}**`,
    "",
    `| ${table.headers.join(" | ")} |`,
    `| ${table.headers.map((_, column) => (column === 0 ? "---" : "---:")).join(" | ")} |`,
    ...table.rows.map((row) => `| ${row.join(" | ")} |`)
  ].join("\n")
