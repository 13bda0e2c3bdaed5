/** Editors: opening files, lenses, hovers. */
import path from "node:path"
import { matches, normalize, until, type Wanted } from "./text.ts"
import type { UiContext } from "./ui.ts"

export const editorUi = ({ page, vscode, workspace }: UiContext) => {
  const decorations = page.locator(".monaco-editor .codelens-decoration")

  /** Texts of the lenses in view, top to bottom. */
  const codeLenses = async (): Promise<readonly string[]> => {
    const found = await decorations.evaluateAll((elements) =>
      elements.map((element) => ({
        top: element.getBoundingClientRect().top,
        text: element.textContent ?? ""
      }))
    )
    return found.toSorted((a, b) => a.top - b.top).map((lens) => normalize(lens.text))
  }

  const focusEditor = () =>
    vscode(async (api) => {
      await api.commands.executeCommand("workbench.action.focusActiveEditorGroup")
    })

  /** Waits for a lens whose text matches. VS Code drops a pending request for lenses when the editor loses focus. */
  const waitCodeLens = async (wanted: Wanted, limitMs?: number): Promise<string> => {
    const find = async () => (await codeLenses()).find((text) => matches(wanted, text))
    const focused = page.locator(".monaco-editor:focus-within")
    if ((await find()) === undefined && (await focused.count()) === 0) await focusEditor()
    return until(`a lens ${wanted}`, find, limitMs, codeLenses)
  }

  return {
    codeLenses,
    focusEditor,
    waitCodeLens,

    clickCodeLens: async (wanted: Wanted) => {
      await waitCodeLens(wanted)
      await decorations.locator("a").filter({ hasText: wanted }).first().click()
    },

    /** Opens a file of the workspace and waits until its editor is drawn. `line` counts from 1 and comes into view. */
    openFile: async (file: string, line = 1) => {
      await vscode(
        async (api, absolute, lineIndex) => {
          const at = new api.Position(lineIndex, 0)
          const selection = new api.Range(at, at)
          const options = { preview: false, selection }
          await api.window.showTextDocument(api.Uri.file(absolute), options)
        },
        path.join(workspace, file),
        line - 1
      )
      await page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor()
      await page.locator(".editor-group-container.active .view-line").first().waitFor()
    },

    /** Shows the hover at the cursor and returns its text. */
    hoverText: async (): Promise<string> => {
      await focusEditor()
      await vscode(async (api) => {
        await api.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" })
      })
      const hover = page.locator(".monaco-hover:visible .hover-contents")
      return until("a hover", async () => normalize((await hover.allInnerTexts()).join(" ")))
    },

    /** Diagnostics of all files; `line` counts from 1. */
    problems: () =>
      vscode((api) =>
        api.languages.getDiagnostics().flatMap(([uri, diagnostics]) =>
          diagnostics.map(({ range, message, severity }) => ({
            file: uri.path,
            line: range.start.line + 1,
            message,
            severity
          }))
        )
      )
  }
}
