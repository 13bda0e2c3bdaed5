/** What a test can do and see in the workbench; selectors are checked against VS Code 1.139. */
import type { Page } from "playwright-core"
import type { InHost } from "../bridge.ts"
import { editorUi } from "./editor.ts"
import { noticesUi } from "./notices.ts"
import { paletteUi } from "./palette.ts"
import { picturesUi } from "./pictures.ts"
import { sideBarUi } from "./side-bar.ts"
import { until } from "./text.ts"

export interface UiContext {
  readonly page: Page
  readonly vscode: InHost
  /** Absolute path of the open folder, a temporary copy. */
  readonly workspace: string
}

export type Ui = ReturnType<typeof makeUi>

export const makeUi = (context: UiContext) => ({
  until,
  ...paletteUi(context),
  ...editorUi(context),
  ...sideBarUi(context),
  ...noticesUi(context),
  ...picturesUi(context),
  /** The page inside the n-th webview: VS Code nests a frame of the extension's content in one of its own. */
  webview: (index = 0) =>
    context.page
      .locator("iframe.webview.ready")
      .nth(index)
      .contentFrame()
      .locator("iframe#active-frame")
      .contentFrame()
})
