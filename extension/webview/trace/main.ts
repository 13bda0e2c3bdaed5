/** The trace view's entry: joins its parts to the editor's messages. */
import { fieldsOf, type Fields } from "../../protocol/check.ts"
import { readToTrace, type FromTrace, type ToTrace } from "../../protocol/trace-messages.ts"
import { traceWords } from "../../protocol/trace-words.ts"
import { createPainter } from "../page/canvas.ts"
import { element } from "../page/element.ts"
import { connect, pageWords } from "../page/host.ts"
import { kindOf, onThemeChange, readTheme, type Kind } from "../page/theme.ts"
import { createDetails } from "./details.ts"
import { createFlameChart } from "./flame-chart.ts"
import { createHelp } from "./help.ts"
import { commandOf, type Command } from "./keys.ts"
import { createMinimap } from "./minimap.ts"
import type { PartOptions } from "./part.ts"
import { createSummary } from "./summary.ts"
import { createToolbar } from "./toolbar.ts"
import { memoryOf, recalledQuery, recalledView } from "./view-memory.ts"
import {
  createLines,
  failuresOf,
  noSearch,
  sceneOf,
  update,
  type Action,
  type Scene,
  type View
} from "./view-state.ts"
import { createWaterfall } from "./waterfall.ts"

/** What is open: a trace, what it is opened by, and how it is looked at. */
interface Open {
  readonly ref: Fields
  readonly scene: Scene
  readonly kinds: readonly Kind[]
  readonly lines: ReturnType<typeof createLines>
  view: View
}

/** From the data to the first picture of it: read by the bench, and in the developer tools. */
const RECEIVED = "lapline.received"

const words = pageWords(traceWords)
let open: Open | undefined
let theme = readTheme()
let described = ""
let sought = ""

const receive = (message: ToTrace): void => {
  switch (message._tag) {
    case "Trace":
      return openTrace(message)
    case "Missing":
      if (open === undefined) note.textContent = words.missing
      return
    case "Select":
      return dispatch({ _tag: "Select", span: message.span })
    case "Details":
      if (message.version === open?.scene.trace.version && message.span === open.view.selected) {
        details.show(message.span, message.details)
      }
      return
    case "Found":
      if (message.version !== open?.scene.trace.version || message.query !== sought) return
      return dispatch({ _tag: "Found", search: message })
  }
}

const openTrace = ({ ref, trace }: Extract<ToTrace, { readonly _tag: "Trace" }>): void => {
  performance.mark(RECEIVED)
  const scene = sceneOf(trace)
  const memory = recalled ?? (open && memoryOf(open.view, open.scene))
  if (recalled?.["rows"] === trace.depth.length) recalled = undefined
  const view = recalledView(memory, scene)
  open = {
    ref,
    scene,
    view,
    kinds: trace.texts.map(kindOf),
    lines: createLines(trace.depth)
  }
  note.hidden = true
  page.hidden = false
  described = ""
  sought = ""
  const query = recalledQuery(memory)
  toolbar.setQuery(query)
  search(query)
  repaint()
}

const dispatch = (action: Action): void => {
  if (open === undefined) return
  const mode = open.view.mode
  if (action._tag !== "Found") recalled = undefined
  open.view = update(open.view, action, open.scene)
  repaint()
  // What had the focus is gone from the page.
  if (open.view.mode !== mode && document.activeElement === document.body) {
    requestAnimationFrame(focusSpans)
  }
}

const search = (query: string): void => {
  if (open === undefined || query === sought) return
  sought = query
  if (query.trim() === "") dispatch({ _tag: "Found", search: { ...noSearch, query } })
  else host.post({ _tag: "Search", version: open.scene.trace.version, query })
}

const openSource = (span: number): void => {
  if (open !== undefined) {
    host.post({ _tag: "OpenSource", version: open.scene.trace.version, span })
  }
}

const focusSpans = (): void =>
  open?.view.mode === "flame" ? flameChart.focus() : waterfall.focus()

const escape = ({ search: { query } }: View): void => {
  if (query === "") return dispatch({ _tag: "Whole" })
  toolbar.setQuery("")
  search("")
}

const run = (command: Command, { view, scene }: Open): void => {
  switch (command._tag) {
    case "OpenSource":
      return openSource(view.selected)
    case "FocusSearch":
      return toolbar.focusSearch()
    case "Escape":
      return escape(view)
    case "Help":
      return help.showModal()
    case "NextFailure":
      return dispatch({ _tag: "Failure", spans: failuresOf(scene.trace) })
    case "NextMode":
      return dispatch({ _tag: "Mode", mode: view.mode === "flame" ? "waterfall" : "flame" })
    default:
      return dispatch(command)
  }
}

const draw = (): void => {
  if (open === undefined) return
  const { view, scene, lines, kinds, ref } = open
  waterfall.element.hidden = view.mode !== "waterfall"
  minimap.element.hidden = view.mode !== "waterfall"
  flameChart.element.hidden = view.mode !== "flame"
  const picture = { scene, view, lines: lines(view.folded), theme, kinds }
  const isNew = performance.getEntriesByName(RECEIVED).length > 0
  toolbar.draw(picture)
  summary.draw(picture)
  if (view.mode === "waterfall") {
    waterfall.draw(picture)
    // The strip over all spans takes longest: a new trace is seen before it.
    if (isNew) repaint()
    else minimap.draw(picture)
  } else flameChart.draw(picture)
  if (isNew) {
    performance.measure("lapline.painted", RECEIVED)
    performance.clearMarks(RECEIVED)
  }
  if (recalled === undefined) host.remember({ ref, ...memoryOf(view, scene) })
  const wanted = `${scene.trace.version} ${view.selected}`
  if (wanted === described) return
  described = wanted
  host.post({ _tag: "Describe", version: scene.trace.version, span: view.selected })
  announcer.textContent = view.mode === "flame" ? flameChart.describe(picture) : ""
}

const repaint = createPainter(draw)
const host = connect<FromTrace, ToTrace>({ read: readToTrace, onMessage: receive })
/** What was seen before the page was loaded: it waits for the whole of its trace, or for what the reader does next. */
let recalled = fieldsOf(host.recall())
const options: PartOptions = { words, dispatch, repaint, openSource }
const help = createHelp(words)
const summary = createSummary(options)
const minimap = createMinimap(options)
const waterfall = createWaterfall(options)
const flameChart = createFlameChart(options)
const details = createDetails(options)
const toolbar = createToolbar({
  ...options,
  search,
  leave: focusSpans,
  openText: () => host.post({ _tag: "OpenText" }),
  openHelp: () => help.showModal()
})
const note = element("p", { class: "note", role: "status" }, words.loading)
const announcer = element("div", { class: "announcer", role: "status" })
const page = element(
  "main",
  { class: "trace" },
  element("header", {}, summary.element, toolbar.element, minimap.element),
  element("div", { class: "spans" }, waterfall.element, flameChart.element),
  details.element
)
page.hidden = true
document.body.append(note, page, help, announcer)

page.addEventListener("keydown", (event) => {
  const { target, key, shiftKey, ctrlKey, metaKey, altKey } = event
  const isTyping = target instanceof HTMLInputElement
  const isPressing = target instanceof HTMLButtonElement && (key === "Enter" || key === " ")
  const isReading = target instanceof Element && target.closest(".details") !== null
  if (open === undefined || isTyping || isPressing) return
  const hasModifier = ctrlKey || metaKey || altKey
  const command = commandOf(
    { key, isShifted: shiftKey, hasModifier },
    { lines: waterfall.linesInView() }
  )
  // The details scroll by the keys that elsewhere go through the spans.
  if (command === undefined || (isReading && command._tag === "Move")) return
  event.preventDefault()
  run(command, open)
})
new ResizeObserver(repaint).observe(page)
onThemeChange(() => {
  theme = readTheme()
  repaint()
})
host.post({ _tag: "Ready" })
