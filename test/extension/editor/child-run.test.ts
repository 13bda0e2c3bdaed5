/** Programs are started without a shell and ended with everything they started. */
import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
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

  it("ends with all that it started when it is stopped, even if it ignores being asked", async () => {
    // The grandchild holds a connection: its end is seen, not waited for with a clock.
    const connections: Socket[] = []
    const server = createServer((socket) => connections.push(socket)).listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    assert.ok(typeof address === "object" && address !== null)
    const grandchild = `process.on("SIGTERM", () => {}); require("node:net").connect(${address.port}, "127.0.0.1")`
    const script = `process.on("SIGTERM", () => {})
      require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" })
      setInterval(() => {}, 1000)`
    const child = startChild({
      argv: node(script),
      cwd: process.cwd(),
      environment: process.env,
      onLine: () => undefined,
      graceMs: 50
    })
    await once(server, "connection")
    const [socket] = connections
    assert.ok(socket)
    socket.on("error", () => undefined).resume()
    const closed = once(socket, "close")
    child.stop()
    assert.deepEqual(await child.ended, { _tag: "Stopped" })
    await closed
    server.close()
  })
})

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
