/** What every part of the trace view is given and gives back. */
import type { TraceWords } from "../../protocol/trace-words.ts"
import type { Kind, Theme } from "../page/theme.ts"
import type { Action, Scene, View } from "./view-state.ts"
import type { TreeRows } from "./tree-rows.ts"

export interface PartOptions {
  readonly words: TraceWords
  readonly dispatch: (action: Action) => void
  /** Asks to be drawn before the next frame. */
  readonly repaint: () => void
  readonly openSource: (span: number) => void
}

/** All that is needed to draw. */
export interface Picture {
  readonly scene: Scene
  readonly view: View
  readonly lines: TreeRows
  readonly theme: Theme
  /** By the place of the metric in the texts. */
  readonly kinds: readonly Kind[]
}

export interface Part {
  readonly element: HTMLElement
  readonly draw: (picture: Picture) => void
}
