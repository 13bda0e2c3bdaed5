/** Child processes of the test run, each in a process group that ends with it. */
import { type ChildProcess, spawn } from "node:child_process"

export interface Command {
  /** Arguments of the Node that runs this process. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
  readonly limitMs: number
  /** True: what it prints is returned. Otherwise it goes to our own terminal. */
  readonly capture?: boolean
}

export type Ending =
  | { readonly _tag: "Exited"; readonly code: number }
  | { readonly _tag: "Killed"; readonly signal: string }
  | { readonly _tag: "TimedOut"; readonly limitMs: number }

export const describeEnding = (ending: Ending): string => {
  switch (ending._tag) {
    case "Exited":
      return `exit code ${ending.code}`
    case "Killed":
      return `killed by ${ending.signal}`
    case "TimedOut":
      return `no end after ${ending.limitMs / 1000} s`
  }
}

export interface Ended {
  readonly ending: Ending
  /** Both streams in the order of arrival; empty unless captured. */
  readonly output: string
}

/** Runs Node; never rejects. Our own end takes the whole group along. */
export const runNode = async (command: Command): Promise<Ended> => {
  const stream = command.capture === true ? "pipe" : "inherit"
  const child = spawn(process.execPath, command.args, {
    cwd: command.cwd,
    env: { ...process.env, ...command.environment },
    stdio: ["ignore", stream, stream],
    detached: process.platform !== "win32"
  })
  const chunks: Buffer[] = []
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk))
  const end = Promise.withResolvers<Ending>()
  const timer = setTimeout(() => {
    signalGroup(child, "SIGKILL")
    end.resolve({ _tag: "TimedOut", limitMs: command.limitMs })
  }, command.limitMs)
  const onExit = () => signalGroup(child, "SIGTERM")
  process.once("exit", onExit)
  child.once("error", (error) => end.resolve({ _tag: "Killed", signal: error.message }))
  // Unlike `exit`, `close` comes when the streams have been read to their end.
  child.once("close", (code, signal) =>
    end.resolve(code === null ? { _tag: "Killed", signal: `${signal}` } : { _tag: "Exited", code })
  )
  try {
    const ending = await end.promise
    return { ending, output: Buffer.concat(chunks).toString("utf8") }
  } finally {
    clearTimeout(timer)
    process.removeListener("exit", onExit)
    // What a test has started and not ended is still in the group.
    signalGroup(child, "SIGKILL")
  }
}

/** A group that is gone already is the aim, not an error. */
const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return
  if (process.platform === "win32") {
    child.kill(signal)
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
  }
}
