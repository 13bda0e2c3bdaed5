/** A VS Code server with a browser page that shows its workbench. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import type { Page } from "playwright-core"
import { findBrowser, launchBrowser } from "./browser.ts"
import { bridgeFolder, type Server, type ServerOptions, startServer } from "./server.ts"

export interface WindowOptions extends Omit<ServerOptions, "driver"> {
  /** Module whose `run` the extension host calls, for specs inside the host. */
  readonly testsPath?: string
  /** The folder as a virtual workspace: only by its URI and VS Code's own file system API (bridge/extension.cjs). */
  readonly isVirtual?: boolean
  readonly viewport?: { readonly width: number; readonly height: number }
}

export interface Window extends Pick<Server, "workspace" | "log"> {
  readonly page: Page
  /** The exit code that the extension host gave for its tests, or `ended` when it went away without one. */
  readonly exit: Promise<number | "ended">
  /** Writes the log and a picture of the window into `folder`. */
  readonly dump: (folder: string, name: string) => Promise<void>
  readonly close: () => Promise<void>
  /** One more window on the same folder. */
  readonly another: () => Promise<Page>
}

export const openWindow = async (options: WindowOptions): Promise<Window> => {
  const { testsPath, viewport, isVirtual: _, ...rest } = options
  const parts = new AsyncDisposableStack()
  const starting = startServer({ ...rest, driver: testsPath !== undefined })
  const launching = launchBrowser(findBrowser())
  void starting.then(
    (server) => parts.defer(server.stop),
    () => undefined
  )
  void launching.then(
    (browser) => parts.defer(() => browser.close()),
    () => undefined
  )
  const close = async () => {
    await Promise.allSettled([starting, launching])
    await parts.disposeAsync()
  }
  try {
    const [server, browser] = await Promise.all([starting, launching])
    const context = await browser.newContext({
      viewport: viewport ?? { width: 1400, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"]
    })
    const { log, port, workspace } = server
    const newPage = async () => {
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      page.on("console", (message) => log.push(`[browser] ${message.text()}`))
      page.on("pageerror", (error) => log.push(`[page error] ${error.stack ?? error.message}`))
      return page
    }
    const page = await newPage()
    const exit = Promise.withResolvers<number | "ended">()
    page.on("crash", () => exit.resolve("ended"))
    void server.ended.then(() => exit.resolve("ended"))
    await page.exposeFunction("codeAutomationExit", (code: number) => exit.resolve(code))
    await page.exposeFunction("codeAutomationLog", () => undefined)
    const address = workbenchAddress(port, workspace, options)
    const another = async () => {
      const other = await newPage()
      await other.goto(address)
      return other
    }
    await page.goto(address)
    return { page, workspace, log, exit: exit.promise, dump: dumper(page, log), close, another }
  } catch (cause) {
    await close()
    throw cause
  }
}

/** The workbench reads `payload` into a Map: of two entries with one key the last wins, so there is one development path. */
const workbenchAddress = (port: number, workspace: string, options: WindowOptions): string => {
  const remote = (file: string) => `vscode-remote://127.0.0.1:${port}${path.resolve(file)}`
  const { extension, testsPath, isVirtual = false } = options
  const development = extension._tag === "Folder" ? extension.folder : bridgeFolder
  const payload =
    testsPath === undefined
      ? []
      : [
          ["extensionTestsPath", remote(testsPath)],
          // Without a development extension VS Code never runs the tests.
          ["extensionDevelopmentPath", remote(development)]
        ]
  // A folder with a workspace file of this name in it is opened as that workspace, of several folders.
  const file = path.join(workspace, "several.code-workspace")
  const folder = isVirtual ? `mirror:${workspace}` : workspace
  const opened = existsSync(file) ? { workspace: file } : { folder }
  const query = new URLSearchParams({ ...opened, payload: JSON.stringify(payload) })
  return `http://127.0.0.1:${port}/?${query}`
}

const dumper = (page: Page, log: readonly string[]) => async (folder: string, name: string) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `${name}.log`), `${log.join("\n")}\n`)
  if (page.isClosed()) return
  await page
    .screenshot({ path: path.join(folder, `${name}.png`), timeout: 5000 })
    .catch((cause: unknown) =>
      writeFileSync(path.join(folder, `${name}.no-picture.txt`), String(cause))
    )
}

/** Lines that every healthy window of this set-up writes: kept in the log file, left out of a failure's last words. */
const harmless =
  /INFO|^\s*at |Canceled|deviceid|ERR_MODULE_NOT_FOUND|^}|vsda|404|serviceWorker|allow-same-origin|same-origin iframe|default profile extensions|AgentHost|grace-time/

/** The last lines of a window's log that may explain a failure. */
export const lastWords = (log: readonly string[]): string =>
  log
    .flatMap((entry) => entry.split("\n").slice(0, 4))
    .filter((line) => line.trim() !== "" && !harmless.test(line))
    .slice(-30)
    .map((line) => line.slice(0, 300))
    .join("\n")
