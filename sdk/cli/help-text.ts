/** Help as text that fits the terminal. */

import { Option } from "effect"
import type { HelpDoc } from "effect/cli"
import type { Terminal } from "./terminal.ts"
import { textWidth, wrap } from "./text-width.ts"

/** Ends in a newline. */
export const toHelpText = (doc: HelpDoc.HelpDoc, { paint, width }: Terminal): string => {
  const room = Math.min(width, MAX_WIDTH)
  const list = (title: string, entries: readonly Entry[]): readonly string[] =>
    entries.length === 0 ? [] : ["", paint("bold", title), ...entryLines(entries, room)]
  const commands = (doc.subcommands ?? []).flatMap((group) => group.commands)
  return [
    ...wrap(doc.description, room),
    "",
    `${paint("bold", "Usage")}  ${doc.usage}`,
    ...list(
      "Commands",
      commands.map(({ name, shortDescription = "" }) => ({ term: name, text: shortDescription }))
    ),
    ...list(
      "Arguments",
      (doc.args ?? []).map(({ name, description }) => ({ term: name, text: textOf(description) }))
    ),
    ...list("Options", [...doc.flags, ...(doc.globalFlags ?? [])].map(flagEntry)),
    ...list(
      "Examples",
      (doc.examples ?? []).map(({ command, description = "" }) => ({
        term: command,
        text: description
      }))
    ),
    ""
  ].join("\n")
}

interface Entry {
  readonly term: string
  readonly text: string
}

/** Longer lines of prose are hard to read, however wide the terminal. */
const MAX_WIDTH = 100
const MAX_TERM = 46
const INDENT = "  "

const textOf = (description: Option.Option<string>): string =>
  Option.getOrElse(description, () => "")

/** A list of choices stands in the description already. */
const flagEntry = ({ name, aliases, type, description }: HelpDoc.FlagDoc): Entry => {
  const value = type === "boolean" ? "" : type.includes("|") ? " choice" : ` ${type}`
  return { term: [`--${name}`, ...aliases].join(", ") + value, text: textOf(description) }
}

const entryLines = (entries: readonly Entry[], width: number): readonly string[] => {
  const column = Math.min(MAX_TERM, Math.max(...entries.map(({ term }) => textWidth(term)))) + 2
  return entries.flatMap(({ term, text }) => {
    const [first = "", ...rest] = wrap(text, Math.max(20, width - column - INDENT.length))
    const isLong = textWidth(term) > column - 2
    const head = isLong
      ? [INDENT + term, INDENT + " ".repeat(column) + first]
      : [INDENT + term.padEnd(column) + first]
    return [...head, ...rest.map((line) => INDENT + " ".repeat(column) + line)]
  })
}
