/** The extension's entry: builds the parts and joins them. */
import * as vscode from "vscode"
import { toPerfetto } from "../sdk/export/perfetto.ts"
import { registerCodeLens } from "./editor/code-lens.ts"
import { registerCommands } from "./editor/commands.ts"
import { registerEndOfLine } from "./editor/end-of-line.ts"
import { registerFindings } from "./editor/finding-diagnostics.ts"
import { registerGettingStarted } from "./editor/getting-started.ts"
import { registerHeat } from "./editor/heat.ts"
import { registerHover } from "./editor/hover.ts"
import { createHiddenRuns } from "./editor/hidden-runs.ts"
import { registerLapViews } from "./editor/lap-views.ts"
import { createLaps } from "./editor/laps.ts"
import { createProblemReporter } from "./editor/log-problems.ts"
import { createPathChoices } from "./editor/path-choices.ts"
import { createPlacements } from "./editor/placements.ts"
import { createProjects } from "./editor/projects.ts"
import { createReadings } from "./editor/readings.ts"
import { registerReadingStatus } from "./editor/reading-status.ts"
import { registerRunningParts } from "./editor/running-parts.ts"
import { createSettings } from "./editor/settings.ts"
import { registerStatusBar } from "./editor/status-bar.ts"
import { registerWebviewParts } from "./editor/webview-parts.ts"
import { speakWindowLanguage } from "./editor/window-language.ts"
import { followLogs as followLogFiles } from "./log-reader.ts"

/** Called by VS Code once one of the activation events happened. */
export const activate = async ({
  subscriptions,
  extension: { id, extensionUri: extension },
  workspaceState
}: vscode.ExtensionContext): Promise<void> => {
  const own = <A extends vscode.Disposable>(part: A): A => {
    subscriptions.push(part)
    return part
  }
  speakWindowLanguage()
  const output = own(vscode.window.createOutputChannel("Lapline", { log: true }))
  const settings = own(createSettings())
  const projects = own(await createProjects())
  const onProblem = createProblemReporter(output)
  const readings = createReadings(followLogFiles)
  const { followLogs } = readings
  const hiddenRuns = own(createHiddenRuns(workspaceState))
  const laps = own(createLaps({ projects, settings, hiddenRuns, followLogs, onProblem }))
  const choices = own(createPathChoices(workspaceState))
  const placements = own(createPlacements(laps, choices))
  own(registerCodeLens(placements, settings))
  own(registerEndOfLine(placements, settings))
  own(registerHeat(placements, settings))
  own(registerHover(placements, settings))
  own(registerLapViews({ laps, placements, settings, hiddenRuns, followLogs, toPerfetto }))
  own(registerRunningParts({ projects, laps, settings, output }))
  own(registerFindings({ laps, placements, settings, memory: workspaceState }))
  own(registerGettingStarted(id))
  own(registerStatusBar(laps, settings))
  own(registerReadingStatus(readings))
  own(registerWebviewParts({ extension, laps, placements, settings, followLogs, onProblem }))
  own(registerCommands({ laps, placements, settings }))
}
