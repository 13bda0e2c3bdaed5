/** Help as text that fits the terminal. */

import { Option } from "effect"
import type { HelpDoc } from "effect/cli"
import type { Terminal } from "./terminal.ts"
import { textWidth, wrap } from "./text-width.ts"

/** Ends in a newline. */
export const toHelpText = (doc: HelpDoc.HelpDoc, { paint, width }: Terminal): string => {
  const room = Math.min(width, MAX_WIDTH)
  const list = (title: string, entries: readonly Entry[], maxTerm = MAX_TERM) =>
    entries.length === 0 ? [] : ["", paint("bold", title), ...entryLines(entries, room, maxTerm)]
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
      })),
      MAX_EXAMPLE
    ),
    ...(commands.length === 0 ? [] : ["", `${doc.usage.split(" ")[0]} COMMAND --help tells more.`]),
    ""
  ].join("\n")
}

interface Entry {
  readonly term: string
  readonly text: string
}

/** Longer lines of prose are hard to read, however wide the terminal. */
const MAX_WIDTH = 100
const MAX_TERM = 34
const MAX_EXAMPLE = 62
const MAX_CHOICES = 28
/** Columns that are left to the text beside a term. */
const MIN_TEXT = 20
const INDENT = "  "

const textOf = (description: Option.Option<string>): string =>
  Option.getOrElse(description, () => "")

/** Choices are told once: in place of the value where they are few, else behind the description. */
const flagEntry = ({ name, aliases, type, description }: HelpDoc.FlagDoc): Entry => {
  const text = textOf(description)
  const isChoice = type === "choice" || type.includes("|")
  const choices = CHOICES.exec(text)?.[1]?.replaceAll(", ", "|") ?? ""
  const fits = choices !== "" && choices.length <= MAX_CHOICES
  const value = fits ? choices : isChoice ? "choice" : type
  return {
    term: [`--${name}`, ...aliases].join(", ") + (type === "boolean" ? "" : ` ${value}`),
    text: fits ? text.replace(CHOICES, "") : text
  }
}

/** How Effect ends the description of a flag with choices. */
const CHOICES = / \(choices: ([^()]*)\)$/

const entryLines = (
  entries: readonly Entry[],
  width: number,
  maxTerm: number
): readonly string[] => {
  const column =
    Math.min(maxTerm, width - MIN_TEXT, Math.max(...entries.map(({ term }) => textWidth(term)))) + 2
  return entries.flatMap(({ term, text }) => {
    const [first = "", ...rest] = wrap(text, Math.max(MIN_TEXT, width - column - INDENT.length))
    const isLong = textWidth(term) > column - 2
    const head = isLong
      ? [INDENT + term, INDENT + " ".repeat(column) + first]
      : [INDENT + term.padEnd(column) + first]
    return [...head, ...rest.map((line) => INDENT + " ".repeat(column) + line)]
  })
}
