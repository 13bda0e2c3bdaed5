/** A piece of the report, before it is text or Markdown. */

import type { Table } from "./table.ts"

export interface Section {
  readonly title: string
  readonly table?: Table
  readonly lines?: readonly string[]
  /** Small print. */
  readonly notes?: readonly string[]
}
