/** Pictures of the window, for people to look at and for the README. */
import { mkdirSync } from "node:fs"
import path from "node:path"
import { until } from "./text.ts"
import type { UiContext } from "./ui.ts"

/** Each is the name of a theme that ships with VS Code, the class it gives the workbench, and its `ColorThemeKind`. */
const themes = {
  light: { name: "Default Light Modern", className: "vs", kind: 1 },
  dark: { name: "Default Dark Modern", className: "vs-dark", kind: 2 },
  contrast: { name: "Default High Contrast", className: "hc-black", kind: 3 },
  "contrast-light": { name: "Default High Contrast Light", className: "hc-light", kind: 4 }
} as const

export type Theme = keyof typeof themes

export const allThemes: readonly Theme[] = ["light", "contrast-light", "contrast", "dark"]

export const picturesUi = ({ page, vscode }: UiContext) => {
  const useTheme = async (theme: Theme): Promise<void> => {
    const { name, className, kind } = themes[theme]
    await vscode(async (api, wanted) => {
      const settings = api.workspace.getConfiguration("workbench")
      await settings.update("colorTheme", wanted, api.ConfigurationTarget.Global)
    }, name)
    const workbench = page.locator(`.monaco-workbench.${className}`)
    await until(`the ${theme} theme`, async () => (await workbench.count()) > 0)
    const known = () => vscode((api) => api.window.activeColorTheme.kind as number)
    await until(`the ${theme} theme in extensions`, async () => (await known()) === kind)
  }

  return {
    useTheme,

    /**
     * Writes `<folder>/<name>-<theme>.png` for each theme, by default light and dark; the window keeps the last one.
     */
    picture: async (
      folder: string,
      name: string,
      wanted: readonly Theme[] = ["light", "dark"]
    ): Promise<void> => {
      mkdirSync(folder, { recursive: true })
      for (const theme of wanted) {
        await useTheme(theme)
        await page.screenshot({ path: path.join(folder, `${name}-${theme}.png`) })
      }
    }
  }
}
