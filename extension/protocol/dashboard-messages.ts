/** What the editor and the dashboard say to each other; each side reads the other's words with suspicion. */
import { fieldsOf, isText } from "./check.ts"
import { readDashboardData, type DashboardData } from "./dashboard-data.ts"

export interface ToDashboard {
  readonly _tag: "Data"
  readonly data: DashboardData
}

export type FromDashboard =
  | { readonly _tag: "Ready" }
  /** Shows another folder. */
  | { readonly _tag: "Choose"; readonly source: string }
  | { readonly _tag: "OpenTrace"; readonly trace: string; readonly span: string | null }

export const readToDashboard = (value: unknown): ToDashboard | undefined => {
  const fields = fieldsOf(value)
  if (fields?.["_tag"] !== "Data") return undefined
  const data = readDashboardData(fields["data"])
  return data && { _tag: "Data", data }
}

export const readFromDashboard = (value: unknown): FromDashboard | undefined => {
  const { _tag: tag, source, trace, span } = fieldsOf(value) ?? {}
  switch (tag) {
    case "Ready":
      return { _tag: tag }
    case "Choose":
      return isText(source) ? { _tag: tag, source } : undefined
    case "OpenTrace":
      return isText(trace) && (span === null || isText(span))
        ? { _tag: tag, trace, span }
        : undefined
    default:
      return undefined
  }
}
