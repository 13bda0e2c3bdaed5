/**
 * An extension that connects back to the tests and runs the functions they send, with the real `vscode` API. It also brings
 * the file system `mirror`: what lies on the disk, for reading, as a virtual workspace has it.
 */
const fs = require("node:fs/promises")
const net = require("node:net")
const readline = require("node:readline")
const vm = require("node:vm")
const vscode = require("vscode")

const refuse = (uri) => {
  throw vscode.FileSystemError.NoPermissions(uri)
}

/** The path of a `mirror` URI is the path on the disk. */
const mirror = {
  onDidChangeFile: new vscode.EventEmitter().event,
  watch: () => new vscode.Disposable(() => undefined),
  stat: async ({ path }) => {
    const stat = await found(fs.stat(path), path)
    const type = stat.isDirectory() ? vscode.FileType.Directory : vscode.FileType.File
    return { type, ctime: stat.ctimeMs, mtime: stat.mtimeMs, size: stat.size }
  },
  readDirectory: async ({ path }) => {
    const entries = await found(fs.readdir(path, { withFileTypes: true }), path)
    return entries.map((entry) => [
      entry.name,
      entry.isDirectory() ? vscode.FileType.Directory : vscode.FileType.File
    ])
  },
  readFile: ({ path }) => found(fs.readFile(path), path),
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse
}

const found = (answer, path) =>
  answer.catch(() => {
    throw vscode.FileSystemError.FileNotFound(path)
  })

exports.activate = (context) => {
  const options = { isReadonly: true, isCaseSensitive: true }
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider("mirror", mirror, options))
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
