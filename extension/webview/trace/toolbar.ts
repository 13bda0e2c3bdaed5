/** Search, mode and the other switches over a trace. */
import { formatCount } from "../../protocol/figures.ts"
import { fill } from "../../protocol/words.ts"
import { button, element } from "../page/element.ts"
import { isWhole } from "./range.ts"
import type { Part, PartOptions } from "./part.ts"

export interface ToolbarOptions extends PartOptions {
  readonly search: (query: string) => void
  readonly openText: () => void
  readonly openHelp: () => void
  /** Back to the spans. */
  readonly leave: () => void
}

export interface Toolbar extends Part {
  readonly focusSearch: () => void
  readonly setQuery: (query: string) => void
}

/** Typing waits this long for the next letter before it searches. */
const PAUSE_MS = 120

export const createToolbar = (options: ToolbarOptions): Toolbar => {
  const { words, dispatch, search, leave } = options
  const input = element("input", {
    class: "search",
    title: words.searchHint,
    aria: { label: words.search, keyshortcuts: "/" }
  })
  input.type = "search"
  input.placeholder = words.searchHint
  input.spellcheck = false
  const count = element("span", { class: "count", role: "status" })
  const step = (label: string, text: string, by: 1 | -1) =>
    button(text, {
      class: "icon",
      title: label,
      aria: { label },
      onClick: () => dispatch({ _tag: "Match", step: by })
    })
  const previous = step(words.previousMatch, "↑", -1)
  const next = step(words.nextMatch, "↓", 1)

  let timer: ReturnType<typeof setTimeout> | undefined
  const searchNow = () => {
    clearTimeout(timer)
    timer = undefined
    search(input.value)
  }
  input.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(searchNow, PAUSE_MS)
  })
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      if (timer === undefined) dispatch({ _tag: "Match", step: event.shiftKey ? -1 : 1 })
      else searchNow()
    } else if (event.key === "Escape") {
      input.value = ""
      searchNow()
      leave()
    } else if (event.key === "ArrowDown") leave()
    else return
    event.preventDefault()
    event.stopPropagation()
  })

  const toggle = (label: string, onClick: () => void) =>
    button(label, { class: "toggle", aria: { pressed: false }, onClick })
  const waterfall = toggle(words.waterfall, () => dispatch({ _tag: "Mode", mode: "waterfall" }))
  const flame = toggle(words.flame, () => dispatch({ _tag: "Mode", mode: "flame" }))
  const path = toggle(words.criticalPath, () => dispatch({ _tag: "Path" }))
  const whole = button(words.wholeTrace, { onClick: () => dispatch({ _tag: "Whole" }) })
  const bar = element(
    "div",
    { class: "toolbar" },
    element("div", { class: "group", role: "group" }, waterfall, flame),
    path,
    whole,
    element("div", { class: "group finder" }, input, count, previous, next),
    element(
      "div",
      { class: "group end" },
      button(words.asText, { onClick: options.openText }),
      button("?", {
        class: "icon",
        title: words.keys,
        aria: { label: words.keys, keyshortcuts: "?" },
        onClick: options.openHelp
      })
    )
  )
  return {
    element: bar,
    focusSearch: () => {
      input.focus()
      input.select()
    },
    setQuery: (query) => {
      input.value = query
    },
    draw: ({ view, scene }) => {
      const { query, spans, problem } = view.search
      waterfall.setAttribute("aria-pressed", String(view.mode === "waterfall"))
      flame.setAttribute("aria-pressed", String(view.mode === "flame"))
      path.setAttribute("aria-pressed", String(view.showsPath))
      path.hidden = view.mode === "flame"
      whole.disabled =
        view.mode === "flame"
          ? isWhole(view.flameRange, scene.wholeFlame)
          : isWhole(view.range, scene.whole)
      const at = spans.indexOf(view.selected) + 1
      const found =
        spans.length === 0
          ? words.noMatch
          : fill(words.matches, at === 0 ? "–" : formatCount(at), formatCount(spans.length))
      const text = query === "" ? "" : (problem ?? found)
      if (count.textContent !== text) count.textContent = text
      count.title = problem ?? ""
      count.classList.toggle("problem", problem !== null && query !== "")
      input.setAttribute("aria-invalid", String(problem !== null && query !== ""))
      for (const each of [previous, next]) each.disabled = spans.length === 0
    }
  }
}
