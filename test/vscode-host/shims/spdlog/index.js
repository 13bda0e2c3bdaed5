// Stand-in for the native logger @vscode/spdlog, so that nothing has to be compiled.
// Log files and output channels (LogOutputChannel reads its log file) work with it.
const fs = require("node:fs")
const NAMES = ["trace", "debug", "info", "warning", "error", "critical", "off"]
let globalLevel = 2
class Logger {
  constructor(name, file) {
    this.name = name
    this.file = file
    this.level = undefined
    this.plain = false
  }
  getLevel() {
    return this.level ?? globalLevel
  }
  setLevel(l) {
    this.level = l
  }
  log(l, m) {
    if (l < this.getLevel()) return
    const t = new Date(Date.now() - new Date().getTimezoneOffset() * 60000)
      .toISOString()
      .replace("T", " ")
      .slice(0, 23)
    try {
      fs.appendFileSync(this.file, this.plain ? m : `${t} [${NAMES[l]}] ${m}\n`)
    } catch {
      /* folder removed at shutdown */
    }
  }
  clearFormatters() {
    this.plain = true
  }
  setPattern() {}
  flush() {}
  drop() {}
}
NAMES.slice(0, 6).forEach((n, l) => {
  Logger.prototype[n === "warning" ? "warn" : n] = function (m) {
    this.log(l, m)
  }
})
const make = async (name, file) => new Logger(name, file)
// Written one by one: VS Code loads this with import(), which must see the names.
exports.version = 0
exports.Logger = Logger
exports.createRotatingLogger = make
exports.createAsyncRotatingLogger = make
exports.setLevel = (l) => {
  globalLevel = l
}
exports.setFlushOn = () => {}
exports.setPattern = () => {}
exports.shutdown = () => {}
