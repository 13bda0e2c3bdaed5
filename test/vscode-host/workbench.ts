/** The workbench as a page that a test drives, with the extension installed as users install it. */
import { openBridge, type HostFacts, type InHost } from "./bridge.ts"
import { makeUi, type Ui } from "./ui/ui.ts"
import { lastWords, openWindow, type Window, type WindowOptions } from "./window.ts"

export interface Workbench extends Omit<Window, "exit"> {
  readonly host: HostFacts
  /** Runs a function in the extension host with the real `vscode` API. */
  readonly vscode: InHost
  readonly ui: Ui
}

export interface WorkbenchOptions extends Omit<WindowOptions, "testsPath"> {
  /** Folder for the log and a picture when the window does not come up. */
  readonly artifacts: string
}

const startLimitMs = 60_000

/** Opens a window and waits until the workbench is drawn and its extension host answers. */
export const openWorkbench = async (options: WorkbenchOptions): Promise<Workbench> => {
  const { artifacts, ...windowOptions } = options
  const bridge = await openBridge()
  const open = openWindow({
    ...windowOptions,
    environment: { ...windowOptions.environment, ...bridge.environment }
  })
  const window = await open.catch((cause: unknown) => {
    bridge.close()
    throw cause
  })
  const { exit, ...rest } = window
  const close = async () => {
    await window.close()
    bridge.close()
  }
  try {
    const drawn = window.page.waitForSelector(".monaco-workbench .part.statusbar", {
      timeout: startLimitMs
    })
    const [host] = await Promise.all([firstOf(bridge.connected, exit), drawn])
    const ui = makeUi({ page: window.page, vscode: bridge.inHost, workspace: window.workspace })
    return { ...rest, host, vscode: bridge.inHost, ui, close }
  } catch (cause) {
    await window.dump(artifacts, "window-did-not-open")
    await close()
    throw new Error(`the workbench did not open; last log lines:\n${lastWords(window.log)}`, {
      cause
    })
  }
}

/** The host's answer, unless the host ends or stays silent first. */
const firstOf = async (
  connected: Promise<HostFacts>,
  exit: Promise<number | "ended">
): Promise<HostFacts> => {
  const silent = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => silent.reject(new Error(`the extension host did not answer in ${startLimitMs} ms`)),
    startLimitMs
  )
  const ended = exit.then(() => {
    throw new Error("the extension host ended")
  })
  try {
    return await Promise.race([connected, ended, silent.promise])
  } finally {
    clearTimeout(timer)
  }
}
