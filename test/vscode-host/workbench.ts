/** The workbench as a page that a test drives, with the extension installed as users install it. */
import type { Page } from "playwright-core"
import {
  openBridge,
  type Bridge,
  type ExtensionHost,
  type HostFacts,
  type InHost
} from "./bridge.ts"
import { makeUi, type Ui } from "./ui/ui.ts"
import { lastWords, openWindow, type Window, type WindowOptions } from "./window.ts"

export interface Workbench extends Omit<Window, "exit" | "another"> {
  readonly host: HostFacts
  /** Runs a function in the extension host with the real `vscode` API. */
  readonly vscode: InHost
  readonly ui: Ui
  /** Loads the window anew, as `Developer: Reload Window` does; its extension host is another one afterwards. */
  readonly reload: () => Promise<void>
  /** One more window on the same folder. It closes with this one. */
  readonly another: () => Promise<Pick<Workbench, "page" | "vscode" | "ui">>
}

export interface WorkbenchOptions extends Omit<WindowOptions, "testsPath"> {
  /** Folder for the log and a picture when the window does not come up. */
  readonly artifacts: string
}

const startLimitMs = 60_000

/** After the first window's start the end of a host is nothing unusual: a window that is loaded anew leaves one behind. */
const NEVER = Promise.withResolvers<number | "ended">().promise

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
  const { exit, another, ...rest } = window
  const close = async () => {
    await window.close()
    bridge.close()
  }
  try {
    const { page, workspace } = window
    let host = await drawnWith(page, bridge, exit)
    const vscode: InHost = (body, ...args) => host.inHost(body, ...args)
    const reload = async () => {
      const loaded = page.waitForEvent("load")
      // The browser's own reload leaves no time to write down what is open.
      await vscode((api) => void api.commands.executeCommand("workbench.action.reloadWindow"))
      await loaded
      host = await drawnWith(page, bridge)
    }
    return {
      ...rest,
      host: host.facts,
      vscode,
      ui: makeUi({ page, vscode, workspace }),
      close,
      reload,
      another: async () => {
        const other = await another()
        const { inHost } = await drawnWith(other, bridge)
        const ui = makeUi({ page: other, vscode: inHost, workspace })
        return { page: other, vscode: inHost, ui }
      }
    }
  } catch (cause) {
    await window.dump(artifacts, "window-did-not-open")
    await close()
    throw new Error(`the workbench did not open; last log lines:\n${lastWords(window.log)}`, {
      cause
    })
  }
}

/** Waits until the workbench is drawn and its extension host has connected; `exit` tells that it never will. */
const drawnWith = async (
  page: Page,
  bridge: Bridge,
  exit: Window["exit"] = NEVER
): Promise<ExtensionHost> => {
  const drawn = page.waitForSelector(".monaco-workbench .part.statusbar", { timeout: startLimitMs })
  const [host] = await Promise.all([firstOf(bridge.next(), exit), drawn])
  return host
}

/** The host's answer, unless the host ends or stays silent first. */
const firstOf = async (
  connected: Promise<ExtensionHost>,
  exit: Window["exit"]
): Promise<ExtensionHost> => {
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
