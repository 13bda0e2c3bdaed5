/** A document as text for a terminal or a pipe. */

import { printable } from "../analyze/printable.ts"
import type { Section } from "./section.ts"
import { layoutTable } from "./table.ts"
import type { Terminal } from "./terminal.ts"
import { wrap } from "./text-width.ts"

/** Ends in a newline. */
export const toText = (sections: readonly Section[], terminal: Terminal): string =>
  `${sections.map((section) => sectionText(section, terminal)).join("\n\n")}\n`

const INDENT = "  "

const sectionText = ({ title, table, lines = [], notes = [] }: Section, terminal: Terminal) => {
  const { paint } = terminal
  const width = terminal.width - INDENT.length
  const laidOut = table && layoutTable(table, { ...terminal, width })
  const hidden = laidOut?.dropped.length
    ? [`wider terminals show ${laidOut.dropped.join(", ")} too`]
    : []
  return [
    paint("bold", printable(title)),
    ...(laidOut?.lines ?? []).map((line) => INDENT + line),
    ...lines.flatMap((line) => wrap(printable(line), width)).map((line) => INDENT + line),
    ...[...notes, ...hidden]
      .flatMap((note) => wrap(printable(note), width))
      .map((note) => INDENT + paint("faint", note))
  ].join("\n")
}
