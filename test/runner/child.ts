/** Child processes of the test run, each in a process group that ends with it. */
import { type ChildProcess, spawn } from "node:child_process"

export interface Command {
  /** Default: the Node that runs this process. */
  readonly program?: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
  readonly limitMs: number
  /** Where its output goes: to our own terminal (the default), into the result, or both ways. */
  readonly output?: "terminal" | "result" | "both"
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
  /** Both streams in the order of arrival; empty where they went to the terminal only. */
  readonly output: string
}

/** Never rejects: a program that cannot be started is an ending, too. Our own end takes the whole group along. */
export const runChild = async (command: Command): Promise<Ended> => {
  const { program = process.execPath, output = "terminal" } = command
  const stream = output === "terminal" ? "inherit" : "pipe"
  const child = spawn(program, command.args, {
    cwd: command.cwd,
    env: { ...process.env, ...command.environment },
    stdio: ["ignore", stream, stream],
    detached: process.platform !== "win32"
  })
  const chunks: Buffer[] = []
  const receive = (chunk: Buffer) => {
    chunks.push(chunk)
    if (output === "both") process.stdout.write(chunk)
  }
  child.stdout?.on("data", receive)
  child.stderr?.on("data", receive)
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
