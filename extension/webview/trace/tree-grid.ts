/** The spans as a tree grid: what is read, by eyes and by a screen reader; only the lines in view are elements. */
import { NONE } from "../../../sdk/analyze/format.ts"
import { formatDuration } from "../../protocol/figures.ts"
import { FLAGS } from "../../protocol/trace-columns.ts"
import { element } from "../page/element.ts"
import { ROW_PX, type Lines } from "./timeline.ts"
import { hasInside } from "./tree-rows.ts"
import type { PartOptions, Picture } from "./part.ts"

export interface TreeGrid {
  readonly element: HTMLElement
  readonly draw: (picture: Picture, lines: Lines, hovered: number) => void
}

export interface TreeGridOptions extends PartOptions {
  readonly onHover: (span: number) => void
}

const INDENT_PX = 14
/** Deeper spans stand at this depth: the name must stay readable. The level is told to screen readers all the same. */
const MOST_INDENTS = 16

export const createTreeGrid = (options: TreeGridOptions): TreeGrid => {
  const { words, dispatch } = options
  const body = element("div", { class: "lines", role: "rowgroup" })
  const grid = element(
    "div",
    { class: "tree-grid", role: "treegrid", tabindex: 0, aria: { label: words.spans } },
    element(
      "div",
      { class: "head", role: "rowgroup" },
      element(
        "div",
        { class: "line", role: "row" },
        ...[words.span, words.takes, words.itself].map((title) =>
          element("span", { role: "columnheader" }, title)
        )
      )
    ),
    body
  )
  const pool: Line[] = []

  const spanAt = (target: EventTarget | null): number => {
    const line = target instanceof Element ? target.closest<HTMLElement>("[data-span]") : null
    return Number(line?.dataset["span"] ?? -1)
  }
  body.addEventListener("click", ({ target, detail }) => {
    const span = spanAt(target)
    if (span < 0) return
    const isTwisty = target instanceof Element && target.closest(".twisty.open, .twisty.shut")
    dispatch(isTwisty ? { _tag: "Fold", span } : { _tag: "Select", span })
    if (detail === 2 && !isTwisty) options.openSource(span)
  })
  body.addEventListener("pointermove", ({ target }) => options.onHover(spanAt(target)))
  body.addEventListener("pointerleave", () => options.onHover(-1))

  return {
    element: grid,
    draw: (picture, lines, hovered) => {
      const { spans } = picture.lines
      grid.setAttribute("aria-rowcount", String(spans.length + 1))
      body.style.transform = `translateY(${-lines.offsetPx}px)`
      const shown = spans.subarray(lines.first, lines.first + lines.count)
      while (pool.length < shown.length) {
        const line = createLine()
        pool.push(line)
        body.append(line.element)
      }
      const found = new Set(picture.view.search.spans)
      for (const [index, line] of pool.entries()) {
        const span = shown[index]
        line.element.hidden = span === undefined
        if (span === undefined) continue
        fillLine(line, span, lines.first + index, picture, words)
        line.element.classList.toggle("hovered", span === hovered)
        line.element.classList.toggle("found", found.has(span))
      }
      const isSeen = (picture.lines.lineOf[picture.view.selected] ?? -1) - lines.first
      if (isSeen >= 0 && isSeen < shown.length) {
        grid.setAttribute("aria-activedescendant", idOf(picture.view.selected))
      } else grid.removeAttribute("aria-activedescendant")
    }
  }
}

interface Line {
  readonly element: HTMLElement
  readonly name: HTMLElement
  readonly twisty: HTMLElement
  readonly dot: HTMLElement
  readonly title: HTMLElement
  readonly marks: HTMLElement
  readonly place: HTMLElement
  readonly takes: HTMLElement
  readonly itself: HTMLElement
}

const idOf = (span: number): string => `span-${span}`

const createLine = (): Line => {
  const twisty = element("span", { class: "twisty", aria: { hidden: true } })
  const dot = element("span", { class: "dot", aria: { hidden: true } })
  const title = element("span", { class: "title" })
  const marks = element("span", { class: "marks", role: "img" })
  const place = element("span", { class: "place" })
  const name = element(
    "span",
    { class: "name", role: "gridcell" },
    twisty,
    dot,
    title,
    marks,
    place
  )
  const takes = element("span", { class: "figure", role: "gridcell" })
  const itself = element("span", { class: "figure", role: "gridcell" })
  const line = element("div", { class: "line", role: "row" }, name, takes, itself)
  line.style.height = `${ROW_PX}px`
  return { element: line, name, twisty, dot, title, marks, place, takes, itself }
}

const fillLine = (
  line: Line,
  span: number,
  index: number,
  { scene: { trace }, view, kinds }: Picture,
  words: PartOptions["words"]
): void => {
  const flags = trace.flags[span] ?? 0
  const depth = trace.depth[span] ?? 0
  const isParent = hasInside(trace.depth, span)
  const isFolded = view.folded.has(span)
  const isSelected = span === view.selected
  const { element: row } = line
  row.id = idOf(span)
  row.dataset["span"] = String(span)
  row.classList.toggle("selected", isSelected)
  row.classList.toggle("failed", (flags & FLAGS.failed) !== 0)
  row.classList.toggle("synthetic", (flags & FLAGS.synthetic) !== 0)
  row.setAttribute("aria-rowindex", String(index + 2))
  row.setAttribute("aria-level", String(depth + 1))
  row.setAttribute("aria-selected", String(isSelected))
  if (isParent) row.setAttribute("aria-expanded", String(!isFolded))
  else row.removeAttribute("aria-expanded")
  line.name.style.paddingLeft = `${Math.min(depth, MOST_INDENTS) * INDENT_PX}px`
  line.twisty.className = `twisty ${isParent ? (isFolded ? "shut" : "open") : ""}`
  line.dot.className = `dot ${kinds[trace.metric[span] ?? 0] ?? "other"}`
  const name = trace.texts[trace.name[span] ?? 0] ?? ""
  const place = trace.texts[trace.place[span] ?? 0] ?? ""
  line.title.textContent = name
  line.place.textContent = place
  line.marks.textContent = marksOf(flags)
  const spoken = spokenMarks(flags, view.showsPath, words)
  line.marks.hidden = spoken === ""
  line.marks.setAttribute("aria-label", spoken)
  line.name.title = [name, place, spoken].filter((part) => part !== "").join("\n")
  line.takes.textContent = durationText(trace.spanMs[span])
  line.itself.textContent = durationText(trace.selfMs[span])
}

const marksOf = (flags: number): string => {
  if ((flags & FLAGS.failed) !== 0) return "✗"
  return (flags & FLAGS.interrupted) !== 0 ? "◌" : ""
}

const spokenMarks = (flags: number, showsPath: boolean, words: PartOptions["words"]): string =>
  [
    (flags & FLAGS.failed) !== 0 ? words.failed : "",
    (flags & FLAGS.interrupted) !== 0 ? words.interrupted : "",
    showsPath && (flags & FLAGS.onPath) !== 0 ? words.onPath : ""
  ]
    .filter((word) => word !== "")
    .join(", ")

const durationText = (ms = Number.NaN): string => (Number.isNaN(ms) ? NONE : formatDuration(ms))
