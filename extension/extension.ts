/** The extension's entry: builds the parts and joins them. */
import * as vscode from "vscode"
import { registerBottleneckTree } from "./editor/bottleneck-tree.ts"
import { registerCodeLens } from "./editor/code-lens.ts"
import { registerCommands } from "./editor/commands.ts"
import { createConversationRunner } from "./editor/conversation-runner.ts"
import { registerConversationTree } from "./editor/conversation-tree.ts"
import { registerEndOfLine } from "./editor/end-of-line.ts"
import { registerHeat } from "./editor/heat.ts"
import { registerHover } from "./editor/hover.ts"
import { createLaps } from "./editor/laps.ts"
import { createProblemReporter } from "./editor/log-problems.ts"
import { createPathChoices } from "./editor/path-choices.ts"
import { createPlacements } from "./editor/placements.ts"
import { createProjects } from "./editor/projects.ts"
import { registerRunConversation } from "./editor/run-conversation.ts"
import { registerRunTree } from "./editor/run-tree.ts"
import { createSamples } from "./editor/samples.ts"
import { createSettings } from "./editor/settings.ts"
import { registerStatusBar } from "./editor/status-bar.ts"
import { registerWebviewParts } from "./editor/webview-parts.ts"
import { followLogs } from "./log-reader.ts"

/** Called by VS Code once one of the activation events happened. */
export const activate = async ({
  subscriptions,
  extensionUri: extension,
  workspaceState
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
  const choices = own(createPathChoices(workspaceState))
  const placements = own(createPlacements(laps, choices))
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
  own(registerWebviewParts({ extension, laps, placements, settings, followLogs, onProblem }))
  own(registerCommands({ laps, placements, settings }))
  own(registerRunConversation({ samples, runner, settings, output }))
}
