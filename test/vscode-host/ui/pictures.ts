/** Pictures of the window, for people to look at and for the README. */
import { mkdirSync } from "node:fs"
import path from "node:path"
import { until } from "./text.ts"
import type { UiContext } from "./ui.ts"

/** Light and dark; each is the name of a theme that ships with VS Code, and the class it gives the workbench. */
const themes = {
  light: { name: "Default Light Modern", className: "vs" },
  dark: { name: "Default Dark Modern", className: "vs-dark" }
} as const

export const picturesUi = ({ page, vscode }: UiContext) => {
  const useTheme = async (theme: keyof typeof themes): Promise<void> => {
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

    /** Writes `<folder>/<name>-light.png` and `<name>-dark.png`; the window is dark afterwards. */
    picture: async (folder: string, name: string): Promise<void> => {
      mkdirSync(folder, { recursive: true })
      for (const theme of ["light", "dark"] as const) {
        await useTheme(theme)
        await page.screenshot({ path: path.join(folder, `${name}-${theme}.png`) })
      }
    }
  }
}
