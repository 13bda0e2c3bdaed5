/** Command palette and quick picks. */
import { normalize, until } from "./text.ts"
import type { UiContext } from "./ui.ts"

export const paletteUi = ({ page }: UiContext) => {
  const widget = page.locator(".quick-input-widget:visible")
  const input = widget.locator("input.input")
  const rows = widget.locator(".quick-input-list .monaco-list-row")
  return {
    /** Rows of the open palette or quick pick, top to bottom. */
    quickRows: async () => (await rows.allInnerTexts()).map(normalize),

    /** Runs a command by its title through the palette, as a user does. */
    runCommand: (title: string) =>
      // Tried again while the palette is opening or closing.
      until(`the command "${title}" in the palette`, async () => {
        await page.keyboard.press("F1")
        await input.fill(`>${title}`, { timeout: 1000 })
        const row = rows.filter({ hasText: title }).first()
        await row.locator(".label-name").first().click({ timeout: 2500 })
        return true
      }),

    /** Picks the first row that holds `text`. */
    pick: (text: string) => rows.filter({ hasText: text }).first().click(),

    /** Types into the open quick input and confirms. */
    typeInput: async (text: string) => {
      await input.waitFor()
      await input.fill(text)
      await page.keyboard.press("Enter")
    },

    /** Closes whatever quick input is open. */
    closeQuickInput: () => page.keyboard.press("Escape")
  }
}
