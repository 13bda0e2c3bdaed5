/** Which key does what in the trace view: the one table, for the handler and for the help. */
import type { TraceWords } from "../../protocol/trace-words.ts"
import type { Action } from "./view-state.ts"

export type Command =
  | Exclude<Action, { readonly _tag: "Found" | "Failure" | "Select" | "Fold" | "Show" | "Mode" }>
  | { readonly _tag: "OpenSource" | "FocusSearch" | "Escape" | "Help" | "NextFailure" | "NextMode" }

/** A key as DOM events name it, without the modifiers that are told apart here. */
export interface Key {
  readonly key: string
  readonly isShifted: boolean
  readonly hasModifier: boolean
}

const ZOOM_IN = 2 / 3
/** Far enough to meet every end. */
const ALL = 2 ** 31

/** Undefined for keys that belong to the editor or the system. */
export const commandOf = (
  { key, isShifted, hasModifier }: Key,
  page: { readonly lines: number }
): Command | undefined => {
  if (hasModifier) return undefined
  if (isShifted && (key === "ArrowLeft" || key === "ArrowRight")) {
    return { _tag: "Pan", part: key === "ArrowLeft" ? -0.25 : 0.25 }
  }
  switch (key) {
    case "ArrowUp":
      return { _tag: "Move", lines: -1 }
    case "ArrowDown":
      return { _tag: "Move", lines: 1 }
    case "PageUp":
      return { _tag: "Move", lines: -page.lines }
    case "PageDown":
      return { _tag: "Move", lines: page.lines }
    case "Home":
      return { _tag: "Move", lines: -ALL }
    case "End":
      return { _tag: "Move", lines: ALL }
    case "ArrowLeft":
      return { _tag: "Left" }
    case "ArrowRight":
      return { _tag: "Right" }
    case "Enter":
      return { _tag: "OpenSource" }
    case "Escape":
      return { _tag: "Escape" }
    case "+":
    case "=":
      return { _tag: "Zoom", factor: ZOOM_IN, anchor: 0.5 }
    case "-":
    case "_":
      return { _tag: "Zoom", factor: 1 / ZOOM_IN, anchor: 0.5 }
    case "z":
      return { _tag: "Fit" }
    case "0":
      return { _tag: "Whole" }
    case "/":
      return { _tag: "FocusSearch" }
    case "n":
      return { _tag: "Match", step: 1 }
    case "N":
      return { _tag: "Match", step: -1 }
    case "e":
      return { _tag: "NextFailure" }
    case "f":
      return { _tag: "NextMode" }
    case "c":
      return { _tag: "Path" }
    case "?":
      return { _tag: "Help" }
    default:
      return undefined
  }
}

/** What the help lists: keys, and the word that says what they do. */
export const keyHelp: readonly (readonly [readonly string[], keyof TraceWords])[] = [
  [["↑", "↓"], "keyRows"],
  [["←", "→"], "keyFold"],
  [["Home", "End"], "keyEnds"],
  [["Enter"], "keyOpen"],
  [["+", "−"], "keyZoom"],
  [["Shift ←", "Shift →"], "keyPan"],
  [["z"], "keyFit"],
  [["Esc"], "keyReset"],
  [["/"], "keySearch"],
  [["e"], "keyError"],
  [["f"], "keyMode"],
  [["c"], "keyPath"],
  [["?"], "keyHelp"]
]
