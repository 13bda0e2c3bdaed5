/** One VS Code server with a data folder, an extensions folder and a workspace of its own, all temporary. */
import { execFile, spawn } from "node:child_process"
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import os from "node:os"
import path from "node:path"
import readline from "node:readline"
import { promisify } from "node:util"
import { findServer, hostFolder } from "./pieces.ts"
import { quietSettings, type Settings } from "./settings.ts"

/** The extension under test: its source folder, or the package that users install. */
export type ExtensionUnderTest =
  | { readonly _tag: "Folder"; readonly folder: string }
  | { readonly _tag: "Vsix"; readonly file: string }

export interface ServerOptions {
  readonly extension: ExtensionUnderTest
  /** Folder that is copied; the copy is opened. Without it the workspace is an empty folder. */
  readonly workspace?: string
  readonly settings?: Settings
  readonly environment?: Readonly<Record<string, string>>
  /** True: specs run in the extension host, under VS Code's smoke-test driver, which hides notifications. */
  readonly driver: boolean
}

export interface Server {
  readonly port: number
  readonly workspace: string
  /** What the server and the browser said, one entry a line; grows. */
  readonly log: string[]
  /** Settles when the server or its extension host has ended. */
  readonly ended: Promise<void>
  readonly stop: () => Promise<void>
}

export const bridgeFolder = path.join(hostFolder, "bridge")

/** Starts the server and waits for its port, at most 30 s; rejects with its log when it does not come up. */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  const folders = layOut(options)
  const environment = hostEnvironment(options, folders)
  const main = findServer()
  const remove = () => rmSync(folders.root, { recursive: true, force: true, maxRetries: 5 })
  if (options.extension._tag === "Vsix") {
    await installVsix(options.extension.file, main, folders, environment).catch(
      (cause: unknown) => {
        remove()
        throw cause
      }
    )
  }
  const child = spawn(process.execPath, serverArguments(main, options, folders), {
    env: environment,
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32"
  })
  // The pipe breaks when the server ends first; that end is reported through `exit`.
  child.stdin.on("error", () => undefined)
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve))
  const hostEnded = Promise.withResolvers<void>()
  const kill = () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL")
  }
  const onExit = () => {
    kill()
    remove()
  }
  process.once("exit", onExit)
  const stop = async () => {
    kill()
    await exited
    process.removeListener("exit", onExit)
    remove()
  }
  const log: string[] = []
  const port = Promise.withResolvers<number>()
  const fail = (reason: string) => port.reject(new Error(`${reason}\n${log.join("\n")}`))
  const timer = setTimeout(() => fail("the VS Code server did not start in 30 s"), 30_000)
  void exited.then((code) => {
    hostEnded.resolve()
    fail(`the VS Code server exited with ${code}`)
  })
  for (const stream of [child.stdout, child.stderr]) {
    readline.createInterface({ input: stream }).on("line", (line) => {
      log.push(line)
      if (process.env["VERBOSE"]) process.stderr.write(`[server] ${line}\n`)
      const listening = /Extension host agent listening on (\d+)/.exec(line)?.[1]
      if (listening !== undefined) port.resolve(Number(listening))
      // The page may still deliver the host's exit code after this line.
      if (/Extension Host Process exited/.test(line)) setTimeout(hostEnded.resolve, 2000).unref()
    })
  }
  try {
    const { workspace } = folders
    return { port: await port.promise, workspace, log, ended: hostEnded.promise, stop }
  } catch (cause) {
    await stop()
    throw cause
  } finally {
    clearTimeout(timer)
  }
}

interface Folders {
  readonly root: string
  readonly data: string
  readonly extensions: string
  readonly workspace: string
  readonly temporary: string
}

const layOut = (options: ServerOptions): Folders => {
  const root = mkdtempSync(path.join(os.tmpdir(), "lapline-vscode-"))
  const at = (name: string) => path.join(root, name)
  const folders: Folders = {
    root,
    data: at("data"),
    extensions: at("extensions"),
    workspace: at("workspace"),
    temporary: at("tmp")
  }
  for (const folder of [folders.workspace, folders.extensions, folders.temporary]) mkdirSync(folder)
  if (options.workspace !== undefined) {
    cpSync(options.workspace, folders.workspace, { recursive: true })
  }
  for (const scope of ["Machine", "User"]) {
    const folder = path.join(folders.data, "data", scope)
    mkdirSync(folder, { recursive: true })
    const settings = { ...quietSettings, ...options.settings }
    writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings, null, 2))
  }
  if (!options.driver) {
    preinstall(bridgeFolder, folders.extensions)
    if (options.extension._tag === "Folder") {
      preinstall(options.extension.folder, folders.extensions)
    }
  }
  return folders
}

/** The first start of the server adopts what lies in the extensions folder as installed. */
const preinstall = (folder: string, extensions: string): void => {
  const manifest: { publisher: string; name: string; version: string } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8")
  )
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`
  symlinkSync(path.resolve(folder), path.join(extensions, name), "junction")
}

/** A VS Code around the test run must not leak into the one under test; neither must the test runner's Node flags. */
const inherited =
  /^(NODE_OPTIONS|NODE_TEST_CONTEXT|VSCODE_(IPC|PID|CWD|NLS|GIT|HANDLES).*|ELECTRON_RUN_AS_NODE)$/

const hostEnvironment = (options: ServerOptions, folders: Folders): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !inherited.test(key))),
  ...options.environment,
  EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
  TMPDIR: folders.temporary
})

const dataArguments = (folders: Folders) => [
  "--server-data-dir",
  folders.data,
  "--extensions-dir",
  folders.extensions
]

/** Ends the server when our end of its stdin closes: a killed test run leaves nothing behind. */
const endWithParent =
  "data:text/javascript,process.stdin.on('end',()=>process.exit()).on('error',()=>{}).resume()"

const serverArguments = (main: string, options: ServerOptions, folders: Folders) => [
  "--import",
  endWithParent,
  main,
  "--host",
  "127.0.0.1",
  "--port",
  "0",
  "--without-connection-token",
  "--accept-server-license-terms",
  ...dataArguments(folders),
  "--telemetry-level",
  "off",
  // Only under the driver does the workbench take extensionTestsPath.
  ...(options.driver ? ["--enable-smoke-test-driver"] : []),
  // A path that does not exist: the chat agent's host is never started.
  "--agent-host-bridge-path",
  path.join(folders.root, "no-agent-host"),
  "--reconnection-grace-time",
  "1"
]

const installVsix = async (
  file: string,
  main: string,
  folders: Folders,
  env: NodeJS.ProcessEnv
): Promise<void> => {
  const args = [main, "--install-extension", path.resolve(file), ...dataArguments(folders)]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env,
    timeout: 60_000
  })
  if (!stdout.includes("successfully installed")) {
    throw new Error(`VS Code does not install ${file}:\n${stdout}\n${stderr}`)
  }
}
