/** Parts of a whole as one bar with a legend that says every figure. */
import { formatDuration, formatPercent } from "../../protocol/figures.ts"
import type { Share } from "../../protocol/trace-columns.ts"
import { element, svg } from "./element.ts"

const WIDTH = 1000
const HEIGHT = 10

/** Shares of nothing are left out; the colours are those of the owners in page.css. */
export const shareBar = (shares: readonly Share[], label: string): HTMLElement => {
  const parts = shares.filter(({ share }) => share > 0)
  let left = 0
  const bars = parts.map(({ owner, share }) => {
    const width = share * WIDTH
    const bar = svg("rect", { class: `fill-${owner}`, x: left, y: 0, width, height: HEIGHT })
    left += width
    return bar
  })
  const picture = svg(
    "svg",
    {
      class: "share-bar",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true"
    },
    ...bars
  )
  const legend = element(
    "ul",
    { class: "legend", aria: { label } },
    ...parts.map(({ owner, label, ms, share }) =>
      element(
        "li",
        {},
        element("span", { class: `swatch ${owner}`, aria: { hidden: true } }),
        `${label} ${formatDuration(ms)} · ${formatPercent(share)}`
      )
    )
  )
  return element("div", { class: "shares" }, picture, legend)
}
