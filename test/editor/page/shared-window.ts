/** The one window that all page specs of a run share: opening VS Code costs about five seconds. */
import { openWorkbench, type Workbench } from "../../vscode-host/workbench.ts"
import { artifacts, extensionUnderTest, workspaceFolder } from "../subject.ts"

let opening: Promise<Workbench> | undefined

/**
 * The shared window, opened at the first call on a copy of test/fixtures/workspace; hooks.ts closes it.
 * A spec that changes settings or files puts them back, or opens a window of its own with openWorkbench.
 */
export const sharedWindow = (): Promise<Workbench> => {
  opening ??= openWorkbench({
    extension: extensionUnderTest,
    workspace: workspaceFolder,
    artifacts
  })
  return opening
}

/** The shared window if a spec has asked for one and got it; that it did not open is told by that spec. */
export const openedWindow = async (): Promise<Workbench | undefined> =>
  opening?.catch(() => undefined)
