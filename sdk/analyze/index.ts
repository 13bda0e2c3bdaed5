/** `lapline/analyze`: records to numbers on source lines. Pure: the same records give the same answer in any order. */
export { criticalPath, type CriticalSegment } from "./critical-path.ts"
export { type Filter, type FilterProblem, parseFilter } from "./filter/filter.ts"
export {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatQuantile
} from "./format.ts"
export { type LedgerEntry, ledgersOf, turnLedger, type TurnLedger } from "./ledger.ts"
export { lensTitle } from "./lens-title.ts"
export type * from "./model.ts"
export { ownerName } from "./owner-name.ts"
export { type Language, say, type Sentence } from "./sentence.ts"
export type { GroupBy } from "./site.ts"
export { createStore, type Store, type StoreOptions } from "./store.ts"
export { buildTrace, type TraceNode, type TraceTree } from "./trace-tree.ts"
export { type Waterfall, waterfallOf, type WaterfallRow } from "./waterfall.ts"
