/** The dashboard's entry: joins its cards to the editor's messages. */
// oxlint-disable-next-line import/no-unassigned-import -- for what it does before uPlot loads
import "./language.ts"
import { formatCount } from "../../protocol/figures.ts"
import {
  readToDashboard,
  type FromDashboard,
  type ToDashboard
} from "../../protocol/dashboard-messages.ts"
import type { DashboardData } from "../../protocol/dashboard-data.ts"
import { dashboardWords } from "../../protocol/dashboard-words.ts"
import { fill } from "../../protocol/words.ts"
import { element } from "../page/element.ts"
import { connect, pageWords } from "../page/host.ts"
import { onThemeChange, readTheme } from "../page/theme.ts"
import { createChainCard } from "./chain-card.ts"
import { createResourceCards } from "./resource-charts.ts"
import { createRunCards } from "./run-charts.ts"
import { createShareCards } from "./share-cards.ts"
import { tiles } from "./tiles.ts"

const words = pageWords(dashboardWords)

const show = (data: DashboardData): void => {
  const isEmpty = data.turns.count === 0 && data.slowest.length === 0
  note.textContent = words.empty
  note.hidden = !isEmpty
  main.hidden = isEmpty
  folder.hidden = data.sources.length < 2
  folder.replaceChildren(
    ...data.sources.map(({ id, label }) => {
      const option = element("option", {}, label)
      option.value = id
      option.selected = id === data.source
      return option
    })
  )
  unread.textContent = data.unread === 0 ? "" : fill(words.unread, formatCount(data.unread))
  overview.replaceChildren(...tiles(data, words))
  for (const each of runCards) {
    each.card.element.hidden = data.runs.length === 0
    each.update(data.runs)
  }
  for (const each of shareCards) each.update(data)
  chains.update(data.chains)
  resources.update(data.resources)
}

const host = connect<FromDashboard, ToDashboard>({
  read: readToDashboard,
  onMessage: ({ data }) => show(data)
})
const note = element("p", { class: "note", role: "status" }, words.loading)
const folder = element("select", { aria: { label: words.folder } })
folder.addEventListener("change", () => host.post({ _tag: "Choose", source: folder.value }))
const unread = element("span", { class: "hint" })
const overview = element("dl", { class: "tiles" })
const runCards = createRunCards(words)
const [ledger, tools, startup, slowest] = createShareCards({
  words,
  openTrace: ({ trace, span }) => host.post({ _tag: "OpenTrace", trace, span })
})
const shareCards = [ledger, tools, startup, slowest].filter((card) => card !== undefined)
const chains = createChainCard(words)
const resources = createResourceCards(words)
const main = element(
  "main",
  { class: "dashboard" },
  element("header", {}, element("h1", {}, document.title), folder, unread),
  overview,
  element(
    "div",
    { class: "cards" },
    ledger?.card.element,
    ...runCards.map(({ card }) => card.element),
    chains.element,
    tools?.card.element,
    slowest?.card.element,
    ...resources.cards.map(({ element }) => element),
    startup?.card.element
  )
)
main.hidden = true
document.body.append(note, main)

const setTheme = (): void => {
  const theme = readTheme()
  for (const chart of [...runCards.map(({ chart }) => chart), ...resources.charts]) {
    chart.setTheme(theme)
  }
}
setTheme()
onThemeChange(setTheme)
host.post({ _tag: "Ready" })
