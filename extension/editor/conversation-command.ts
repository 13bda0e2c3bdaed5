/** Turns the project's command into the argument list that runs one sample conversation. */
import type { ConversationSettings } from "./project-file.ts"

export interface Sample {
  readonly name: string
  /** Absolute path of its file. */
  readonly file: string
  /** Its name for people, where the file has one. */
  readonly title: string | undefined
  readonly description: string | undefined
}

export const labelOf = ({ name, title }: Pick<Sample, "name" | "title">): string => title ?? name

/**
 * Fills `${conversation}`, `${file}` and `${runs}`. Each argument stays one argument whatever the
 * values hold, and a value is never filled a second time; other `${…}` stay as they are.
 */
export const fillCommand = (
  command: ConversationSettings["command"],
  sample: Sample,
  runs: number
): readonly [string, ...string[]] => {
  const values: Readonly<Record<string, string>> = {
    conversation: sample.name,
    file: sample.file,
    runs: String(runs)
  }
  const fill = (argument: string) =>
    argument.replaceAll(/\$\{(\w+)\}/g, (variable, name: string) => values[name] ?? variable)
  const [program, ...rest] = command
  return [program, ...rest.map(fill)]
}

/**
 * A sample's name, title and description from its file's text; the name of the file where the text
 * has none.
 */
export const readSample = (file: string, text: string): Sample => {
  const base = file.split(/[\\/]/).at(-1) ?? file
  const unnamed: Sample = {
    name: base.replace(/\.[^.]+$/, ""),
    file,
    title: undefined,
    description: undefined
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== "object" || value === null) return unnamed
    const { name, title, description } = value as Record<string, unknown>
    return {
      file,
      name: textOf(name) ?? unnamed.name,
      title: textOf(title),
      description: textOf(description)
    }
  } catch {
    // Samples need not be JSON: the file's name then says which one it is.
    return unnamed
  }
}

/** One argument as a shell would have to be given it, for people who copy the line. */
export const showCommand = (argv: readonly string[]): string =>
  argv
    .map((argument) =>
      /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
    )
    .join(" ")

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined
