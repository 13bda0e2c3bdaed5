/** Keeps docs/benchmarks.md: each bench owns one section, replaced whole by its newest run. */

import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { arch, cpus, platform, totalmem } from "node:os"
import { type BenchResult, goalLine, markdownTable } from "./result.ts"

const HEAD = `# Benchmarks

Written by \`npm run bench NAME\`, never by hand. Machines are shared and noisy, so the claims are ratios of medians between
variants measured in one run, not the absolute figures.
`

export interface DocumentOptions {
  readonly file: string
  readonly result: BenchResult
  readonly day: string
}

/** Replaces (or appends) the section of `result`. */
export const writeSection = ({ file, result, day }: DocumentOptions): void => {
  const open = `<!-- bench:${result.name} -->`
  const close = `<!-- /bench:${result.name} -->`
  const text = existsSync(file) ? readFileSync(file, "utf8") : HEAD
  const section = [open, sectionText(result, day), close].join("\n")
  const from = text.indexOf(open)
  const to = text.indexOf(close)
  const next =
    from >= 0 && to > from
      ? text.slice(0, from) + section + text.slice(to + close.length)
      : `${text.trimEnd()}\n\n${section}\n`
  writeFileSync(file, next)
}

const sectionText = (result: BenchResult, day: string): string =>
  [
    `## ${result.title}`,
    "",
    result.method,
    "",
    `Measured ${day} on ${machine()}.`,
    ...result.tables.flatMap((table) => ["", markdownTable(table)]),
    "",
    "```",
    ...result.goals.map(goalLine),
    "```",
    ...(result.notes.length === 0 ? [] : ["", ...result.notes.map((note) => `* ${note}`)])
  ].join("\n")

const machine = (): string => {
  const cores = cpus()
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return `${cores.length} × ${cores[0]?.model.trim() ?? "unknown CPU"}, ${gibibytes} GiB, ${platform()} ${arch()}, Node ${process.versions.node}`
}
