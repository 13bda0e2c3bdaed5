/** The agent as a real process with a folder of its own for database, mail and log. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { createInterface } from "node:readline"
import type { ProgressEvent } from "../../../agent/runner/progress.ts"
import { type Line, REPOSITORY } from "../workshop.ts"

export interface Home {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly remove: () => void
}

/** No simulated latency: a test waits for nothing that it does not test. */
export const makeHome = (environment: Readonly<Record<string, string>> = {}): Home => {
  const folder = mkdtempSync(path.join(tmpdir(), "lapline-agent-"))
  return {
    folder,
    environment: {
      AGENT_DATA: path.join(folder, "data"),
      LAPLINE_DIR: path.join(folder, "log"),
      AGENT_MODEL_FIRST_TOKEN_MS: "0",
      AGENT_MODEL_TOKEN_MS: "0",
      ...environment
    },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  /** Resolves with the first event, from the start on, that is wanted; rejects when the process ends without it. */
  readonly event: (isWanted: (event: ProgressEvent) => boolean) => Promise<ProgressEvent>
  readonly finished: Promise<Finished>
}

export const startProcess = (home: Home, ...args: readonly string[]): Running => {
  const child = spawn(process.execPath, ["agent/main.ts", ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, ...home.environment },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  const seen: ProgressEvent[] = []
  const watchers = new Set<() => void>()
  createInterface({ input: child.stdout }).on("line", (line) => {
    stdout += `${line}\n`
    if (line.startsWith('{"event"')) seen.push(JSON.parse(line))
    for (const watcher of watchers) watcher()
  })
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
  const finished = new Promise<Finished>((resolve) => {
    child.once("close", (code) => resolve({ code, stdout, stderr }))
  })
  const event: Running["event"] = (isWanted) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = seen.find(isWanted)
        if (found !== undefined) resolve(found)
      }
      watchers.add(look)
      look()
      void finished.then(() => reject(new Error(`ended without that event: ${stderr}`)))
    })
  return { child, event, finished }
}

export const runProcess = (home: Home, ...args: readonly string[]): Promise<Finished> =>
  startProcess(home, ...args).finished

export interface Log {
  readonly lines: readonly Line[]
  /** Lines that are no JSON. */
  readonly malformed: number
  readonly text: string
}

/** All logs of the home, oldest first. */
export const logsOf = (home: Home): readonly Log[] => {
  const folder = home.environment["LAPLINE_DIR"] ?? ""
  return readdirSync(folder)
    .toSorted()
    .map((name) => {
      const text = readFileSync(path.join(folder, name), "utf8")
      const lines = text.split("\n").filter((line) => line !== "")
      const parsed = lines.map(parse)
      return {
        text,
        lines: parsed.filter((line) => line !== undefined),
        malformed: parsed.filter((line) => line === undefined).length
      }
    })
}

const parse = (line: string): Line | undefined => {
  try {
    return JSON.parse(line)
  } catch {
    // A torn line: counted by the caller.
    return undefined
  }
}
