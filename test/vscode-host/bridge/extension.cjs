/** An extension that connects back to the tests and runs the functions they send, with the real `vscode` API. */
const net = require("node:net")
const readline = require("node:readline")
const vm = require("node:vm")
const vscode = require("vscode")

exports.activate = (context) => {
  const port = Number(process.env.LAPLINE_BRIDGE_PORT)
  // In runs inside the host this extension is only the development extension that VS Code asks for.
  if (!port) return
  const socket = net.connect(port, "127.0.0.1")
  context.subscriptions.push({ dispose: () => socket.destroy() })
  // The tests have ended: nobody is left to tell.
  socket.on("error", () => socket.destroy())
  const send = (message) => socket.write(`${JSON.stringify(message)}\n`)
  const { version } = vscode
  send({ hello: process.env.LAPLINE_BRIDGE_KEY, version, node: process.version, pid: process.pid })
  readline.createInterface({ input: socket }).on("line", async (line) => {
    const { id, source, args } = JSON.parse(line)
    try {
      // The text of a function: it sees the globals of the host and no name of this module.
      const run = vm.runInThisContext(`(${source})`)
      const value = await run(vscode, ...args)
      send({ id, value: value ?? null })
    } catch (error) {
      send({ id, error: error?.stack ?? String(error) })
    }
  })
}
