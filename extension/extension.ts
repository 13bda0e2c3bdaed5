/** The extension's entry: builds the parts and joins them. */
import * as vscode from "vscode"
import { registerBottleneckTree } from "./editor/bottleneck-tree.ts"
import { registerCodeLens } from "./editor/code-lens.ts"
import { registerCommands } from "./editor/commands.ts"
import { createConversationRunner } from "./editor/conversation-runner.ts"
import { registerConversationTree } from "./editor/conversation-tree.ts"
import { registerDashboard } from "./editor/dashboard.ts"
import { registerEndOfLine } from "./editor/end-of-line.ts"
import { registerHeat } from "./editor/heat.ts"
import { registerHover } from "./editor/hover.ts"
import { createLapSources } from "./editor/lap-sources.ts"
import { createLaps } from "./editor/laps.ts"
import { createProblemReporter } from "./editor/log-problems.ts"
import { registerOpenTrace } from "./editor/open-trace.ts"
import { createPlacements } from "./editor/placements.ts"
import { createProjects } from "./editor/projects.ts"
import { registerRunConversation } from "./editor/run-conversation.ts"
import { registerRunTree } from "./editor/run-tree.ts"
import { createSamples } from "./editor/samples.ts"
import { createSettings } from "./editor/settings.ts"
import { registerStatusBar } from "./editor/status-bar.ts"
import { registerTraceDocuments } from "./editor/trace-document.ts"
import { createTraceViews } from "./editor/trace-view.ts"
import { followLogs } from "./log-reader.ts"

/** Called by VS Code once one of the activation events happened. */
export const activate = async ({
  subscriptions,
  extensionUri: extension
}: vscode.ExtensionContext): Promise<void> => {
  const own = <A extends vscode.Disposable>(part: A): A => {
    subscriptions.push(part)
    return part
  }
  const output = own(vscode.window.createOutputChannel("Lapline", { log: true }))
  const settings = own(createSettings())
  const projects = own(await createProjects())
  const onProblem = createProblemReporter(output)
  const laps = own(createLaps({ projects, settings, followLogs, onProblem }))
  const placements = own(createPlacements(laps))
  const samples = own(createSamples(projects))
  const runner = own(createConversationRunner(output))
  own(registerCodeLens(placements, settings))
  own(registerEndOfLine(placements, settings))
  own(registerHeat(placements, settings))
  own(registerHover(placements, settings))
  own(registerBottleneckTree(placements, settings))
  own(registerRunTree(laps))
  own(registerConversationTree(samples, runner))
  own(registerStatusBar(laps, settings))
  const sources = own(createLapSources(laps))
  own(registerTraceDocuments(sources, placements))
  const traceViews = own(createTraceViews({ extension, sources, placements }))
  own(registerDashboard({ extension, sources, showTrace: traceViews.show }))
  own(registerOpenTrace({ laps, placements, traceViews }))
  own(registerCommands({ laps, placements, settings }))
  own(registerRunConversation({ samples, runner, settings, output }))
}
