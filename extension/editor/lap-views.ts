/** The views of bottlenecks and runs, joined with what can be done in them. */
import * as vscode from "vscode"
import { registerBottleneckCommands } from "./bottleneck-commands.ts"
import { registerBottleneckTree } from "./bottleneck-tree.ts"
import { registerExportTrace, type ExportTraceOptions } from "./export-trace.ts"
import { createFilteredLaps } from "./filtered-laps.ts"
import type { HiddenRuns } from "./hidden-runs.ts"
import type { FollowLogs } from "./log-source.ts"
import { registerOpenSpan } from "./open-span.ts"
import { registerRunCommands } from "./run-commands.ts"
import { registerRunTree } from "./run-tree.ts"
import type { Settings } from "./settings.ts"

export interface LapViewsOptions extends ExportTraceOptions {
  readonly settings: Settings
  readonly hiddenRuns: HiddenRuns
  readonly followLogs: FollowLogs
}

export const registerLapViews = (options: LapViewsOptions): vscode.Disposable => {
  const { laps, placements, settings } = options
  const filtered = createFilteredLaps(options)
  return vscode.Disposable.from(
    filtered,
    registerBottleneckTree({ ...options, filtered }),
    registerBottleneckCommands(filtered, settings),
    registerExportTrace(options),
    registerOpenSpan(laps, placements),
    registerRunTree(laps),
    registerRunCommands(options)
  )
}
