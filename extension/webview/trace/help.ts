/** The keys of the trace view in a dialog. */
import type { TraceWords } from "../../protocol/trace-words.ts"
import { button, element } from "../page/element.ts"
import { keyHelp } from "./keys.ts"

/** Modal: the browser keeps the focus inside, and Escape closes it. */
export const createHelp = (words: TraceWords): HTMLDialogElement => {
  const rows = keyHelp.flatMap(([keys, word]) => [
    element("dt", {}, ...keys.map((key) => element("kbd", {}, key))),
    element("dd", {}, words[word])
  ])
  const dialog: HTMLDialogElement = element(
    "dialog",
    { class: "help", aria: { label: words.keys } },
    element("h2", {}, words.keys),
    element("dl", {}, ...rows),
    button(words.close, { onClick: () => dialog.close() })
  )
  return dialog
}
