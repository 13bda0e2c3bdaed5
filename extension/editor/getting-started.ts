/** The first steps: the walkthrough, and a project file to begin with. */
import * as vscode from "vscode"

/** `extensionId` is `publisher.name`. */
export const registerGettingStarted = (extensionId: string): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.commands.registerCommand("lapline.openWalkthrough", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extensionId}#start`)
    ),
    vscode.commands.registerCommand("lapline.openProjectFile", openProjectFile)
  )

const FILE = "lapline.json"

const BEGINNING = {
  logs: [".lapline"],
  conversations: {
    files: "conversations/*.json",
    command: ["node", "agent.js", "${conversation}", "--runs", "${runs}"]
  }
}

/** A file that is not there is offered unsaved: nothing is written until the user saves it. */
const openProjectFile = async (): Promise<void> => {
  const folder = await pickFolder()
  if (folder === undefined) return
  const uri = vscode.Uri.joinPath(folder.uri, FILE)
  const [found] = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, FILE),
    null,
    1
  )
  const document = await vscode.workspace.openTextDocument(
    found ?? uri.with({ scheme: "untitled" })
  )
  const editor = await vscode.window.showTextDocument(document)
  if (found !== undefined || document.getText() !== "") return
  await editor.edit((edit) =>
    edit.insert(new vscode.Position(0, 0), `${JSON.stringify(BEGINNING, null, 2)}\n`)
  )
}

const pickFolder = async (): Promise<vscode.WorkspaceFolder | undefined> => {
  const folders = vscode.workspace.workspaceFolders ?? []
  if (folders.length > 1) return vscode.window.showWorkspaceFolderPick()
  if (folders[0] === undefined) {
    const text = vscode.l10n.t("lapline.json belongs into a folder. Open the agent's folder first.")
    void vscode.window.showInformationMessage(text)
  }
  return folders[0]
}
