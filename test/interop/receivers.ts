/** The receivers of other people: installs those that are missing, starts them on this machine, ends what it started. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs"
import { createServer } from "node:net"
import path from "node:path"

const folder = import.meta.dirname
const artifacts = path.join(folder, "../artifacts/receivers")

const run = (program: string, args: readonly string[], cwd: string): void => {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" })
  if (status === 0) return
  const why = error?.message ?? stderr.trim().split("\n").slice(-3).join("; ")
  throw new Error(`${program} ${args.join(" ")}: ${why}`)
}

/** The packages of this folder, as its lock file has them; those that are optional are native and not needed. */
export const installPackages = (): void => {
  const installed = path.join(folder, "node_modules/.package-lock.json")
  const lock = path.join(folder, "package-lock.json")
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(lock).mtimeMs) return
  const args = ["ci", "--ignore-scripts", "--omit=optional", "--loglevel=error"]
  const npm = process.env["npm_execpath"]
  if (npm?.endsWith("js")) run(process.execPath, [npm, ...args], folder)
  else run("npm", args, folder)
}

/**
 * The folder that holds Debian's `prometheus` and `promtool`: the machine's own where it has them, else unpacked from the package.
 * Unpacked, not installed: that needs no rights and starts no service.
 */
export const findPrometheus = (): string => {
  const own = "/usr/bin"
  const unpacked = path.join(artifacts, "usr/bin")
  const found = [own, unpacked].find((bin) => existsSync(path.join(bin, "promtool")))
  if (found !== undefined) return found
  mkdirSync(artifacts, { recursive: true })
  run("apt-get", ["update", "-q"], artifacts)
  run("apt-get", ["download", "-q", "prometheus"], artifacts)
  const [file] = readdirSync(artifacts).filter((name) => name.endsWith(".deb"))
  run("dpkg-deb", ["-x", file ?? "", "."], artifacts)
  return unpacked
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })

export interface Started extends AsyncDisposable {
  /** What it said so far. */
  readonly said: () => string
}

/** Resolves when the program says what `ready` looks for; ends it, by its own id, on disposal. */
export const start = async (
  program: string,
  args: readonly string[],
  ready: RegExp
): Promise<Started> => {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text
        if (ready.test(said)) resolve()
      })
    }
    child.on("error", reject)
    child.on("exit", (code) => reject(new Error(`${program} ended (${code}): ${said.slice(-500)}`)))
  })
  return { said: () => said, [Symbol.asyncDispose]: () => end(child) }
}

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.removeAllListeners("exit").on("exit", () => resolve())
    child.kill()
  })
