/**
 * One started program and everything it starts: its lines as they come, its end, and a stop that
 * leaves nothing behind.
 */
import { spawn } from "node:child_process"
import { StringDecoder } from "node:string_decoder"

export interface ChildOptions {
  readonly argv: readonly [string, ...string[]]
  readonly cwd: string
  readonly environment: NodeJS.ProcessEnv
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void
  /** How long a stopped program may take to end by itself, milliseconds. */
  readonly graceMs?: number
}

export type ChildEnd =
  | { readonly _tag: "Exited"; readonly code: number }
  | { readonly _tag: "Stopped" }
  | { readonly _tag: "NotStarted"; readonly message: string }

export interface ChildRun {
  /** Never rejects. */
  readonly ended: Promise<ChildEnd>
  /** Asks the whole process group to end, then makes it. */
  readonly stop: () => void
}

const GRACE_MS = 3_000
const MAX_LINE_CHARACTERS = 65_536

/** Starts the program directly, without a shell, as the leader of a process group of its own. */
export const startChild = ({
  argv,
  cwd,
  environment,
  onLine,
  graceMs = GRACE_MS
}: ChildOptions): ChildRun => {
  const [program, ...rest] = argv
  const ended = Promise.withResolvers<ChildEnd>()
  const child = spawn(program, rest, {
    cwd,
    env: environment,
    shell: false,
    windowsHide: true,
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"]
  })
  let isStopped = false
  let killTimer: NodeJS.Timeout | undefined
  const flush = [
    splitLines(child.stdout, "stdout", onLine),
    splitLines(child.stderr, "stderr", onLine)
  ]

  // When the editor itself goes, there is no time to ask.
  const onExit = () => signalGroup(child.pid, "SIGKILL")
  process.once("exit", onExit)

  child.once("error", (error) => {
    process.removeListener("exit", onExit)
    ended.resolve({ _tag: "NotStarted", message: error.message })
  })
  child.once("exit", () => {
    if (!isStopped) return
    // What the program started may hold its pipes open: they end with the group.
    signalGroup(child.pid, "SIGKILL")
    child.stdout.destroy()
    child.stderr.destroy()
  })
  child.once("close", (code) => {
    clearTimeout(killTimer)
    process.removeListener("exit", onExit)
    for (const end of flush) end()
    ended.resolve(isStopped ? { _tag: "Stopped" } : { _tag: "Exited", code: code ?? 1 })
  })
  return {
    ended: ended.promise,
    stop: () => {
      if (isStopped) return
      isStopped = true
      signalGroup(child.pid, "SIGTERM")
      killTimer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), graceMs)
    }
  }
}

/**
 * The environment without what belongs to the editor itself, which would change how Node programs
 * run.
 */
export const cleanEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^(?:VSCODE_|ELECTRON_|NODE_OPTIONS$|CHROME_DESKTOP$)/.test(name)
    )
  )

const splitLines = (
  stream: NodeJS.ReadableStream,
  name: "stdout" | "stderr",
  onLine: ChildOptions["onLine"]
): (() => void) => {
  const decoder = new StringDecoder("utf8")
  let rest = ""
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/)
    rest = (lines.pop() ?? "").slice(0, MAX_LINE_CHARACTERS)
    for (const line of lines) onLine(line, name)
  })
  return () => {
    if (rest !== "") onLine(rest, name)
    rest = ""
  }
}

const signalGroup = (pid: number | undefined, signal: NodeJS.Signals): void => {
  if (pid === undefined) return
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { windowsHide: true, stdio: "ignore" })
    return
  }
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: the group has ended already, which is what was asked for.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
  }
}
