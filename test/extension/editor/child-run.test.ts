/** Programs are started without a shell and ended with everything they started. */
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { cleanEnvironment, startChild, type ChildEnd } from "../../../extension/editor/child-run.ts"

const node = (script: string, ...rest: readonly string[]) =>
  [process.execPath, "-e", script, "--", ...rest] as const

/** Runs a script to its end; answers its lines with the stream's name, and the end. */
const run = async (argv: readonly [string, ...string[]], graceMs = 100) => {
  const lines: string[] = []
  const child = startChild({
    argv,
    cwd: process.cwd(),
    environment: process.env,
    onLine: (line, stream) => lines.push(`${stream} ${line}`),
    graceMs
  })
  return { child, lines, end: await child.ended }
}

describe("a started program", () => {
  it("hands over its lines as they are, whole also when they come in pieces", async () => {
    const script = `process.stdout.write("gr\\u00fc"); setImmediate(() => {
      process.stdout.write("n\\r\\nlast"); process.stderr.write("oops\\n") })`
    const { lines, end } = await run(node(script))
    assert.deepEqual(lines.toSorted(), ["stderr oops", "stdout grün", "stdout last"])
    assert.deepEqual(end, { _tag: "Exited", code: 0 } satisfies ChildEnd)
  })

  it("gets its arguments as they are: there is no shell that reads them", async () => {
    const script = "console.log(JSON.stringify(process.argv.slice(1)))"
    const hostile = ["$(touch x)", "; exit 7", "`id`", "a b", "*"]
    const { lines } = await run(node(script, ...hostile))
    assert.deepEqual(lines, [`stdout ${JSON.stringify(hostile)}`])
  })

  it("tells its exit code, and why it did not start", async () => {
    assert.deepEqual((await run(node("process.exit(3)"))).end, { _tag: "Exited", code: 3 })
    const { end } = await run(["/no/such/program"])
    assert.equal(end._tag, "NotStarted")
  })

  it("ends with all that it started when it is stopped, though it ignores being asked", async () => {
    await withGrandchild(async (script, connected) => {
      const child = startChild({
        argv: node(script),
        cwd: process.cwd(),
        environment: process.env,
        onLine: () => undefined,
        graceMs: 50
      })
      const { closed } = await connected()
      child.stop()
      assert.deepEqual(await child.ended, { _tag: "Stopped" })
      await closed
    })
  })

  it("goes with the program that started it", async () => {
    await withGrandchild(async (script, connected) => {
      const starter = path.resolve(import.meta.dirname, "../../../extension/editor/child-run.ts")
      const argv = JSON.stringify(node(script))
      const editor = `import { startChild } from ${JSON.stringify(pathToFileURL(starter).href)}
        startChild({ argv: ${argv}, cwd: ".", environment: process.env, onLine() {} })
        process.stdin.on("data", () => process.exit())`
      const parent = spawn(process.execPath, ["--input-type=module", "-e", editor])
      const { closed } = await connected()
      parent.stdin.write("end")
      await closed
    })
  })
})

/**
 * Gives a script whose program starts another one; neither ends when asked to. The other holds a
 * connection: `connected` resolves with a promise for its end, which is seen, not waited for.
 */
const withGrandchild = async (
  use: (
    script: string,
    connected: () => Promise<{ readonly closed: Promise<unknown> }>
  ) => Promise<void>
) => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  assert.ok(typeof address === "object" && address !== null)
  const grandchild = `process.on("SIGTERM", () => {})
    require("node:net").connect(${address.port}, "127.0.0.1")`
  const script = `process.on("SIGTERM", () => {})
    const inherit = { stdio: "inherit" }
    require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], inherit)
      .on("exit", () => process.exit())`
  const sockets: Socket[] = []
  try {
    await use(script, async () => {
      const [socket]: Socket[] = await once(server, "connection")
      assert.ok(socket)
      sockets.push(socket)
      socket.on("error", () => undefined).resume()
      return { closed: once(socket, "close") }
    })
  } finally {
    // Without its connection the grandchild ends by itself, also when a test has failed.
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

describe("the environment of a started program", () => {
  it("is the editor's own less what changes how Node runs", () => {
    assert.deepEqual(
      cleanEnvironment({
        PATH: "/bin",
        VSCODE_IPC_HOOK: "x",
        ELECTRON_RUN_AS_NODE: "1",
        NODE_OPTIONS: "-r x"
      }),
      { PATH: "/bin" }
    )
  })
})
