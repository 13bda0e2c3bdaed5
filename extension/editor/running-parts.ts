/** Everything that runs sample conversations, joined: palette and side bar run through the Testing view. */
import * as vscode from "vscode"
import { createConversationRunner } from "./conversation-runner.ts"
import { registerConversationTree } from "./conversation-tree.ts"
import type { Laps } from "./laps.ts"
import type { Projects } from "./projects.ts"
import { registerRunConversation } from "./run-conversation.ts"
import { createSamples } from "./samples.ts"
import type { Settings } from "./settings.ts"
import { registerTesting } from "./testing-view.ts"

export interface RunningOptions {
  readonly projects: Projects
  readonly laps: Laps
  readonly settings: Settings
  readonly output: vscode.LogOutputChannel
}

export const registerRunningParts = ({
  projects,
  laps,
  settings,
  output
}: RunningOptions): vscode.Disposable => {
  const samples = createSamples(projects)
  const runner = createConversationRunner(output)
  const testing = registerTesting({ samples, runner, settings })
  return vscode.Disposable.from(
    samples,
    runner,
    testing,
    registerConversationTree({ samples, runner, laps }),
    registerRunConversation({ samples, runner, testing, settings, output })
  )
}
