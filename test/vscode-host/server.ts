/** One VS Code server with a data folder, an extensions folder and a workspace of its own, all temporary. */
import { execFile, spawn } from "node:child_process"
import { rmSync } from "node:fs"
import path from "node:path"
import readline from "node:readline"
import { promisify } from "node:util"
import { dataArguments, type Folders, type Furnishing, layOut } from "./folders.ts"
import { findServer, hostFolder } from "./pieces.ts"

/** The extension under test: its source folder, or the package that users install. */
export type ExtensionUnderTest =
  | { readonly _tag: "Folder"; readonly folder: string }
  | { readonly _tag: "Vsix"; readonly file: string }

export interface ServerOptions extends Omit<Furnishing, "extensions"> {
  readonly extension: ExtensionUnderTest
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
  const main = findServer()
  const folders = layOut({ ...options, extensions: preinstalled(options) })
  const environment = hostEnvironment(options, folders)
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
    try {
      remove()
    } catch (error) {
      // A process that is still dying has written once more; our end is not the time to wait for it.
      process.stderr.write(`left behind ${folders.root}: ${error}\n`)
    }
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

/** Under the driver VS Code loads the extension for development; else it is there as an installed one. */
const preinstalled = ({ driver, extension }: ServerOptions): readonly string[] => {
  if (driver) return []
  return extension._tag === "Folder" ? [bridgeFolder, extension.folder] : [bridgeFolder]
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
  ...(options.language === undefined ? [] : ["--locale", options.language]),
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
