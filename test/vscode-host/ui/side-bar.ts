/** View containers and their trees. */
import { matches, until, type Wanted } from "./text.ts"
import type { UiContext } from "./ui.ts"

export interface TreeRow {
  readonly label: string
  readonly description: string
  readonly level: number
  /** Null for a row without children. */
  readonly expanded: boolean | null
  readonly selected: boolean
}

export const sideBarUi = ({ page }: UiContext) => {
  const sideBar = page.locator(".part.sidebar")

  const pane = (view: string | undefined) =>
    view === undefined
      ? sideBar
      : sideBar
          .locator(
            `.pane:has(> .pane-header[aria-label*="${view}" i]), .pane:has(.pane-header h3.title:text-is("${view}"))`
          )
          .first()

  /** Rows in view of the tree named `view`, or of the only one. */
  const treeRows = async (view?: string): Promise<readonly TreeRow[]> =>
    pane(view)
      .locator(".monaco-list-row")
      .evaluateAll((elements) =>
        elements.map((element) => {
          const expanded = element.getAttribute("aria-expanded")
          const text = (selector: string) => element.querySelector(selector)?.textContent
          return {
            label: text(".label-name") ?? element.textContent ?? "",
            description: text(".label-description") ?? "",
            level: Number(element.getAttribute("aria-level")),
            expanded: expanded === null ? null : expanded === "true",
            selected: element.classList.contains("selected")
          }
        })
      )

  return {
    treeRows,

    /** Opens a view container by the title of its icon in the activity bar. */
    openContainer: async (title: string) => {
      const icon = page
        .locator(`.part.activitybar .action-item:has(a.action-label[aria-label^="${title}"])`)
        .first()
      const isOpen =
        (await icon.getAttribute("aria-expanded")) === "true" ||
        /checked/.test((await icon.getAttribute("class")) ?? "")
      if (!isOpen) await icon.click()
      const heading = new RegExp(title, "i")
      await sideBar.locator(".composite.title", { hasText: heading }).waitFor()
    },

    waitTreeRow: (wanted: Wanted, view?: string, limitMs?: number): Promise<TreeRow> =>
      until(
        `a tree row ${wanted}`,
        async () =>
          (await treeRows(view)).find((row) => matches(wanted, `${row.label} ${row.description}`)),
        limitMs,
        () => treeRows(view)
      ),

    /** The row itself, to click on. */
    treeRow: (label: string) =>
      sideBar
        .locator(".monaco-list-row")
        .filter({ has: page.locator(".label-name", { hasText: label }) })
        .first(),

    /** Text of a view that has no rows: its welcome content. */
    welcomeText: async (view?: string): Promise<string> =>
      (await pane(view).locator(".welcome-view-content").allInnerTexts()).join("\n").trim()
  }
}
