/** The picture of the tool chains as SVG. */
import { formatCount } from "../../protocol/figures.ts"
import type { DashboardWords } from "../../protocol/dashboard-words.ts"
import type { DashboardData } from "../../protocol/dashboard-data.ts"
import { element, svg } from "../page/element.ts"
import { createCard, type Card } from "./card.ts"
import { chainPicture, type ChainBand, type ChainBox } from "./chain-picture.ts"

const HEIGHT = 150
const BOX_PX = 8
const GAP_PX = 18
const MOST_COLUMNS = 6
const CHARACTER_PX = 6.4

export interface ChainCard extends Pick<Card, "element"> {
  readonly update: (chains: DashboardData["chains"]) => void
}

export const createChainCard = (words: DashboardWords): ChainCard => {
  const card = createCard({ title: words.chains, tableWord: words.table, isWide: true })
  const holder = element("div")
  card.body.append(element("p", { class: "hint" }, words.chainsHint), holder)
  let chains: DashboardData["chains"] = []
  let drawnPx = 0
  const draw = () => {
    drawnPx = holder.clientWidth
    holder.replaceChildren(...(drawnPx === 0 ? [] : [drawing(chains, drawnPx, words)]))
  }
  new ResizeObserver(() => {
    if (holder.clientWidth !== drawnPx) draw()
  }).observe(holder)
  return {
    element: card.element,
    update: (next) => {
      chains = next
      card.element.hidden = chains.length === 0
      draw()
      card.setTable({
        head: [words.chain, words.n],
        rows: chains.map(({ tools, count }) => [
          tools.length === 0 ? words.noTools : tools.join(" → "),
          formatCount(count)
        ])
      })
    }
  }
}

const drawing = (
  chains: DashboardData["chains"],
  widthPx: number,
  words: DashboardWords
): SVGElement => {
  const picture = chainPicture(chains, { height: HEIGHT, gap: GAP_PX, mostColumns: MOST_COLUMNS })
  const columnPx = (widthPx - BOX_PX) / Math.max(1, picture.columns)
  const leftOf = (column: number) => column * columnPx
  const bottom = picture.boxes.reduce((most, { top, height }) => Math.max(most, top + height), 1)
  return svg(
    "svg",
    {
      class: "chains",
      width: widthPx,
      height: Math.ceil(bottom) + 4,
      role: "img",
      "aria-label": words.chains
    },
    ...picture.bands.map((band) => drawBand(band, leftOf)),
    ...picture.boxes.map((box) => drawBox(box, leftOf(box.column), columnPx))
  )
}

const drawBand = (
  { column, from, to, count, fromTop, toTop, height }: ChainBand,
  leftOf: (column: number) => number
): SVGElement => {
  const left = leftOf(column) + BOX_PX
  const right = leftOf(column + 1)
  const middle = (left + right) / 2
  const y1 = fromTop + height / 2
  const y2 = toTop + height / 2
  return svg(
    "path",
    {
      class: "band",
      d: `M${left},${y1} C${middle},${y1} ${middle},${y2} ${right},${y2}`,
      "stroke-width": Math.max(1, height)
    },
    svg("title", {}, `${from} → ${to}: ${formatCount(count)}`)
  )
}

const drawBox = (
  { tool, count, top, height }: ChainBox,
  left: number,
  columnPx: number
): SVGElement => {
  const label = `${tool} ${formatCount(count)}`
  const most = Math.floor((columnPx - BOX_PX - 8) / CHARACTER_PX)
  const text = label.length > most ? `${label.slice(0, Math.max(1, most - 1))}…` : label
  const middle = top + height / 2
  return svg(
    "g",
    {},
    svg("rect", {
      class: "fill-tool",
      x: left,
      y: top,
      width: BOX_PX,
      height: Math.max(2, height),
      rx: 1
    }),
    svg("text", { x: left + BOX_PX + 5, y: middle, dy: "0.35em" }, text),
    svg("title", {}, label)
  )
}
