/** Goes from a recorded span to its line, or to its place in the trace where no line is sure. */
import * as vscode from "vscode"
import type { Laps } from "./laps.ts"
import type { Placements } from "./placements.ts"
import { readRef } from "./site-ref.ts"

export const registerOpenSpan = (laps: Laps, placements: Placements): vscode.Disposable =>
  vscode.commands.registerCommand("lapline.openSpan", async (argument?: unknown) => {
    const ref = readRef(argument)
    if (ref === undefined || !("trace" in ref)) return
    const tree = laps
      .folders()
      .find(({ id }) => id === ref.folder)
      ?.trace(ref.trace)
    const code = tree?.nodes.find(({ record }) => record?.spanId === ref.span)?.record?.code
    const place =
      code?.file === undefined ? undefined : placements.recordedAt(ref.folder, code.file, code.line)
    if (place === undefined) return vscode.commands.executeCommand("lapline.openTrace", ref)
    const at = new vscode.Position(place.line, 0)
    const selection = new vscode.Range(at, at)
    return vscode.window.showTextDocument(place.uri, { selection })
  })
