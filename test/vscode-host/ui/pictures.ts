/** Pictures of the window, for people to look at and for the README. */
import { mkdirSync } from "node:fs"
import path from "node:path"
import { until } from "./text.ts"
import type { UiContext } from "./ui.ts"

/** Each is the name of a theme that ships with VS Code, and the class it gives the workbench. */
const themes = {
  light: { name: "Default Light Modern", className: "vs" },
  dark: { name: "Default Dark Modern", className: "vs-dark" },
  contrast: { name: "Default High Contrast", className: "hc-black" },
  "contrast-light": { name: "Default High Contrast Light", className: "hc-light" }
} as const

export type Theme = keyof typeof themes

export const allThemes: readonly Theme[] = ["light", "contrast-light", "contrast", "dark"]

export const picturesUi = ({ page, vscode }: UiContext) => {
  const useTheme = async (theme: Theme): Promise<void> => {
    const { name, className } = themes[theme]
    await vscode(async (api, wanted) => {
      const settings = api.workspace.getConfiguration("workbench")
      await settings.update("colorTheme", wanted, api.ConfigurationTarget.Global)
    }, name)
    const workbench = page.locator(`.monaco-workbench.${className}`)
    await until(`the ${theme} theme`, async () => (await workbench.count()) > 0)
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
