/** The chat in a pipe, and in a pseudo-terminal by `script` of util-linux. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import type { Finished, Home } from "../runner/child.ts"
import { REPOSITORY } from "../workshop.ts"

export interface Conversation {
  /** Resolves when the output holds `text` after what was waited for before; rejects when the chat ends without it. */
  readonly until: (text: string) => Promise<void>
  readonly type: (text: string) => void
  readonly finished: Promise<Finished>
}

/** Why there is no pseudo-terminal here; undefined when there is one. */
export const terminalObstacle = (): string | undefined => {
  const { stdout, error } = spawnSync("script", ["--version"], { encoding: "utf8" })
  if (error !== undefined) return error.message
  return stdout.includes("util-linux") ? undefined : "script is not that of util-linux"
}

export const chatInPipe = (home: Home, ...args: readonly string[]): Conversation =>
  converse(home, process.execPath, ["agent/main.ts", "chat", ...args])

export const chatInTerminal = (home: Home): Conversation =>
  converse(home, "script", ["-qefc", `"${process.execPath}" agent/main.ts chat`, "/dev/null"])

const converse = (home: Home, command: string, args: readonly string[]): Conversation => {
  const env = { ...process.env, ...home.environment }
  const child = spawn(command, args, { cwd: REPOSITORY, env, stdio: "pipe" })
  const output = collect(child)
  const finished = new Promise<Finished>((resolve) => {
    child.once("close", (code) => resolve({ code, ...output.texts }))
  })
  let read = 0
  const until = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const at = output.texts.stdout.indexOf(text, read)
        if (at < 0) return
        output.watchers.delete(look)
        read = at + text.length
        resolve()
      }
      output.watchers.add(look)
      look()
      void finished.then(({ stdout, stderr }) =>
        reject(new Error(`ended without "${text}": ${stdout}${stderr}`))
      )
    })
  return { until, type: (text) => void child.stdin.write(text), finished }
}

const collect = (child: ChildProcess) => {
  const texts = { stdout: "", stderr: "" }
  const watchers = new Set<() => void>()
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    texts.stdout += text
    for (const watcher of watchers) watcher()
  })
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text))
  return { texts, watchers }
}
