/** What the workbench says by itself: notifications, status bar, panel. */
import { matches, normalize, until, type Wanted } from "./text.ts"
import type { UiContext } from "./ui.ts"

export interface Notice {
  readonly message: string
  readonly buttons: readonly string[]
  readonly inProgress: boolean
}

export const noticesUi = ({ page, vscode }: UiContext) => {
  const notifications = async (): Promise<readonly Notice[]> => {
    const found = await page
      .locator(".notifications-toasts .notification-list-item")
      .evaluateAll((elements) =>
        elements.map((element) => ({
          message: element.querySelector(".notification-list-item-message")?.textContent ?? "",
          buttons: [
            ...element.querySelectorAll(".notification-list-item-buttons-container .monaco-button")
          ].map((button) => button.textContent ?? ""),
          inProgress:
            element.querySelector(
              ".monaco-progress-container.active, .monaco-progress-container.infinite"
            ) !== null
        }))
      )
    return found.map((notice) => ({ ...notice, message: normalize(notice.message) }))
  }

  const statusBar = async (): Promise<readonly string[]> => {
    const texts = await page
      .locator(".part.statusbar .statusbar-item")
      .evaluateAll((elements) =>
        elements
          .filter((element) => element.getBoundingClientRect().width > 0)
          .map((element) => element.textContent || (element.getAttribute("aria-label") ?? ""))
      )
    return texts.map(normalize)
  }

  return {
    notifications,
    statusBar,

    waitNotification: (wanted: Wanted, limitMs?: number): Promise<Notice> =>
      until(
        `a notification ${wanted}`,
        async () => (await notifications()).find((notice) => matches(wanted, notice.message)),
        limitMs,
        notifications
      ),

    clearNotifications: () =>
      vscode(async (api) => {
        await api.commands.executeCommand("notifications.clearAll")
      }),

    waitStatus: (wanted: Wanted, limitMs?: number): Promise<string> =>
      until(
        `a status bar item ${wanted}`,
        async () => (await statusBar()).find((text) => matches(wanted, text)),
        limitMs,
        statusBar
      ),

    /** Visible lines of the active terminal. */
    terminalText: async (): Promise<string> =>
      normalize(
        (await page.locator(".terminal-wrapper.active .xterm-rows > div").allTextContents()).join(
          "\n"
        )
      ),

    /** Visible lines of the output panel. */
    outputText: async (): Promise<string> =>
      normalize(
        (await page.locator(".part.panel .output-view .view-line").allTextContents()).join("\n")
      )
  }
}
