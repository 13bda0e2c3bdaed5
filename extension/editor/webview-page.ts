/** The page that a webview starts from: our script and style, and nothing else may load or run. */
import { randomBytes } from "node:crypto"
import * as vscode from "vscode"
import { pageHtml } from "./page-html.ts"
import { translated } from "./window-language.ts"

export interface PageOptions {
  /** The name of the script and the style in dist/webview. */
  readonly name: "trace" | "dashboard"
  readonly title: string
  /** What the page says to people, in the user's language. */
  readonly words: Readonly<Record<string, string>>
}

const folderOf = (extension: vscode.Uri): vscode.Uri =>
  vscode.Uri.joinPath(extension, "dist", "webview")

export const webviewOptions = (extension: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [folderOf(extension)]
})

/** Gives the webview its page. Nothing of a log is in it: that comes by messages. */
export const openPage = (
  webview: vscode.Webview,
  extension: vscode.Uri,
  { name, title, words }: PageOptions
): void => {
  const file = (extended: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(folderOf(extension), extended)).toString()
  webview.options = webviewOptions(extension)
  webview.html = pageHtml({
    title,
    script: file(`${name}.js`),
    style: file(`${name}.css`),
    source: webview.cspSource,
    nonce: randomBytes(16).toString("base64url"),
    language: vscode.env.language,
    words: translated(words)
  })
}
