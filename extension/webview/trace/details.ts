/** All that the log says of the selected span. */
import type { Fact, SpanDetails } from "../../protocol/trace-messages.ts"
import type { TraceWords } from "../../protocol/trace-words.ts"
import { fill } from "../../protocol/words.ts"
import { button, element } from "../page/element.ts"

export interface Details {
  readonly element: HTMLElement
  readonly show: (span: number, details: SpanDetails) => void
}

export interface DetailsOptions {
  readonly words: TraceWords
  readonly openSource: (span: number) => void
}

export const createDetails = ({ words, openSource }: DetailsOptions): Details => {
  const panel = element(
    "aside",
    { class: "details", tabindex: 0, aria: { label: words.details } },
    element("p", { class: "hint" }, words.noSelection)
  )
  return {
    element: panel,
    show: (span, { name, facts, error, place, attributes }) => {
      const open = (text: string) =>
        button(fill(words.openSource, text), {
          class: "source",
          onClick: () => openSource(span)
        })
      panel.replaceChildren(
        element("h2", {}, name),
        ...(place === null
          ? []
          : [
              place.canOpen
                ? open(place.text)
                : element("p", { class: "hint" }, fill(words.notHere, place.text))
            ]),
        ...(error === null ? [] : [errorBox(error, words)]),
        table(facts),
        ...(attributes.length === 0 ? [] : [element("h3", {}, words.attributes), table(attributes)])
      )
      panel.scrollTop = 0
    }
  }
}

const errorBox = (
  { title, stack }: NonNullable<SpanDetails["error"]>,
  words: TraceWords
): HTMLElement =>
  element(
    "section",
    { class: "error", aria: { label: words.error } },
    element("p", {}, title),
    stack === "" ? undefined : element("pre", {}, stack)
  )

const table = (facts: readonly Fact[]): HTMLElement =>
  element(
    "dl",
    {},
    ...facts.flatMap(({ label, value }) => [element("dt", {}, label), element("dd", {}, value)])
  )
