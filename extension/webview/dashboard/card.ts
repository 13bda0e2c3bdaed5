/** A card of the dashboard: a heading, a picture, and its figures as a table that opens. */
import { element, type Child } from "../page/element.ts"

export interface Card {
  readonly element: HTMLElement
  /** Where the picture goes. */
  readonly body: HTMLElement
  readonly setTable: (table: Table) => void
}

export interface Table {
  readonly head: readonly string[]
  /** The first cell names the row. */
  readonly rows: readonly (readonly Child[])[]
}

export interface CardOptions {
  readonly title: string
  /** The word on the table's switch; without it the table is always open. */
  readonly tableWord?: string
  readonly isWide?: boolean
}

let cards = 0

export const createCard = ({ title, tableWord, isWide = false }: CardOptions): Card => {
  cards += 1
  const heading = element("h2", { id: `card-${cards}` }, title)
  const body = element("div", { class: "body" })
  const table = element("table", { aria: { label: title } })
  const scroller = element(
    "div",
    { class: "table", tabindex: 0, role: "group", aria: { label: title } },
    table
  )
  const behind =
    tableWord === undefined
      ? scroller
      : element("details", {}, element("summary", {}, tableWord), scroller)
  return {
    element: element(
      "section",
      { class: isWide ? "card wide" : "card", aria: { labelledby: heading.id } },
      heading,
      body,
      behind
    ),
    body,
    setTable: ({ head, rows }) => {
      behind.hidden = rows.length === 0
      table.replaceChildren(
        element("thead", {}, element("tr", {}, ...head.map((word) => headCell(word, "col")))),
        element(
          "tbody",
          {},
          ...rows.map(([name, ...cells]) =>
            element(
              "tr",
              {},
              headCell(name ?? "", "row"),
              ...cells.map((cell) => element("td", {}, cell))
            )
          )
        )
      )
    }
  }
}

const headCell = (content: Child, scope: "col" | "row"): HTMLElement => {
  const cell = element("th", {}, content)
  cell.scope = scope
  return cell
}
