/** A first reading that takes long, in the status bar: how far it is, a click that stops it, and what was left out then. */
import * as vscode from "vscode"
import { formatBytes, formatCount, formatPercent } from "../protocol/figures.ts"
import type { LeftOut, ReadingProgress } from "./log-source.ts"
import type { Readings } from "./readings.ts"
import { createThrottle } from "./throttle.ts"

/** A reading is shown when it has taken so long. */
const SHOWN_AFTER_MS = 1_000
const REFRESH_MS = 250

export const registerReadingStatus = (readings: Readings): vscode.Disposable => {
  const item = vscode.window.createStatusBarItem(
    "lapline.reading",
    vscode.StatusBarAlignment.Left,
    9
  )
  item.name = vscode.l10n.t("Lapline: reading logs")
  let beganMs: number | undefined
  const refresh = () => {
    const progress = readings.progress()
    const { bytes, files } = readings.leftOut()
    beganMs = progress && (beganMs ?? performance.now())
    setContext("lapline.reading", progress !== undefined)
    setContext("lapline.leftOut", bytes > 0)
    if (progress !== undefined && beganMs !== undefined) {
      if (performance.now() - beganMs >= SHOWN_AFTER_MS) show(progressWords(progress))
    } else if (bytes > 0) show(leftOutWords({ bytes, files }))
    else item.hide()
  }
  const show = ({ text, tooltip, command }: Words) => {
    Object.assign(item, { text, tooltip, command })
    item.show()
  }
  const throttle = createThrottle(refresh, () => REFRESH_MS)
  return vscode.Disposable.from(
    item,
    throttle,
    readings.onDidChange(throttle.request),
    vscode.commands.registerCommand("lapline.stopReading", readings.stop),
    vscode.commands.registerCommand("lapline.readAllLogs", readings.readAll)
  )
}

interface Words {
  readonly text: string
  readonly tooltip: string
  readonly command: string
}

const progressWords = ({ readBytes, totalBytes, ...files }: ReadingProgress): Words => {
  const percent = formatPercent(totalBytes === 0 ? 1 : readBytes / totalBytes)
  const [read, total] = [formatBytes(readBytes), formatBytes(totalBytes)]
  const [readFiles, totalFiles] = [formatCount(files.readFiles), formatCount(files.totalFiles)]
  return {
    text: `$(loading~spin) ${vscode.l10n.t("reading logs {0}", percent)}`,
    tooltip: [
      vscode.l10n.t("Lapline has read {0} of {1}, the newest logs first.", read, total),
      vscode.l10n.t("Logs read to their end: {0} of {1}", readFiles, totalFiles),
      vscode.l10n.t("Click to stop: older logs are left out, what is written from now on is not.")
    ].join("\n"),
    command: "lapline.stopReading"
  }
}

const leftOutWords = ({ bytes, files }: LeftOut): Words => ({
  text: `$(history) ${vscode.l10n.t("{0} of logs not read", formatBytes(bytes))}`,
  tooltip: [
    vscode.l10n.t("Lapline's figures leave out {0} of older laps.", formatBytes(bytes)),
    vscode.l10n.t("Logs not read to their end: {0}", formatCount(files)),
    vscode.l10n.t("Click to read all logs.")
  ].join("\n"),
  command: "lapline.readAllLogs"
})

const setContext = (name: string, value: boolean): void =>
  void vscode.commands.executeCommand("setContext", name, value)
