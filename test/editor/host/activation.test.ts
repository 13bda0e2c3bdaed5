/** The extension as its host sees it. */
import assert from "node:assert/strict"
import * as vscode from "vscode"
import { extensionId } from "../subject.ts"

describe("the extension in its host", () => {
  it("activates and registers every command that it contributes", async () => {
    const extension = vscode.extensions.getExtension(extensionId)
    assert.ok(extension, `${extensionId} is not installed`)
    await extension.activate()
    const contributed: readonly { command: string }[] =
      extension.packageJSON.contributes?.commands ?? []
    const registered = new Set(await vscode.commands.getCommands(true))
    const missing = contributed.map(({ command }) => command).filter((id) => !registered.has(id))
    assert.deepEqual(missing, [])
  })
})
