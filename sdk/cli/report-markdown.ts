/** A document as GitHub-flavoured Markdown, for a pull request or an issue. */

import { printable } from "../analyze/printable.ts"
import type { Section } from "./section.ts"
import type { Table } from "./table.ts"

/** Ends in a newline. */
export const toMarkdown = (sections: readonly Section[]): string =>
  `${sections.map(sectionMarkdown).join("\n\n")}\n`

const sectionMarkdown = ({ title, table, lines = [], notes = [] }: Section): string =>
  [
    `### ${escapeText(title)}`,
    ...(table === undefined ? [] : [tableMarkdown(table)]),
    ...lines.map((line) => `- ${escapeText(line)}`),
    ...notes.map((note) => `<sub>${escapeText(note)}</sub>`)
  ].join("\n\n")

const tableMarkdown = ({ columns, rows }: Table): string =>
  [
    columns.map(({ title }) => title),
    columns.map(({ kind }) => (kind === "number" ? "--:" : ":--")),
    ...rows.map((row) =>
      row.map((cell, index) =>
        columns[index]?.kind === "number" ? escapeText(cell) : codeSpan(cell)
      )
    )
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n")

/** Text that is not to be read as Markdown or HTML, nor as a mention. */
const escapeText = (text: string): string =>
  printable(text)
    .replace(/[\\`*_{}[\]()#+!|~@$-]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")

/** Inside a code span nothing is Markdown but the backtick and, in a table, the bar. */
const codeSpan = (text: string): string => {
  const safe = printable(text).replace(/`/g, "ˋ").replace(/\|/g, "\\|")
  return safe === "" ? "" : `\`${safe}\``
}
