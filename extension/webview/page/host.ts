/** The line to the editor: messages both ways, and what the view remembers while it is closed. */
import { fieldsOf, isText, type Fields } from "../../protocol/check.ts"
import { type FigureWords, writeFigures } from "../../protocol/figures.ts"

/** Put into each webview by VS Code; may be asked for once. */
declare const acquireVsCodeApi: () => {
  readonly postMessage: (message: unknown) => void
  readonly getState: () => unknown
  readonly setState: (state: unknown) => void
}

export interface Host<To> {
  readonly post: (message: To) => void
  readonly recall: () => Fields | undefined
  readonly remember: (state: Fields) => void
}

export interface HostOptions<From> {
  readonly read: (value: unknown) => From | undefined
  readonly onMessage: (message: From) => void
}

/** What is no message of ours is passed over. */
export const connect = <To, From>({ read, onMessage }: HostOptions<From>): Host<To> => {
  const api = acquireVsCodeApi()
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const message = read(data)
    if (message !== undefined) onMessage(message)
  })
  return {
    post: (message) => api.postMessage(message),
    recall: () => fieldsOf(api.getState()),
    remember: (state) => api.setState(state)
  }
}

/** The words that the page came with, figures from now on as their language writes them; what is missing stays in English. */
export const pageWords = <Words extends FigureWords & Readonly<Record<string, string>>>(
  english: Words
): Words => {
  const given = fieldsOf(JSON.parse(document.body.dataset["words"] ?? "{}")) ?? {}
  const entries = Object.entries(english).map(([key, text]) => {
    const word = given[key]
    return [key, isText(word) ? word : text]
  })
  const words = Object.fromEntries(entries) as Words
  writeFigures(words)
  return words
}
