/** The five minutes of a README, typed as written in an empty folder: its files saved, its commands given to one shell. */
import assert from "node:assert/strict"
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { describeEnding, runChild } from "../runner/child.ts"

export interface Walk {
  /** Markdown. */
  readonly readme: string
  /** Title of the section to walk. */
  readonly section: string
  /** Beginnings of commands that name what is published one day, and what is typed instead: the packed file. */
  readonly published: Readonly<Record<string, string>>
}

export interface Walked {
  /** What each command said, on both streams, in order. */
  readonly said: readonly { readonly command: string; readonly output: string }[]
  /** The text of each saved file. */
  readonly files: ReadonlyMap<string, string>
}

/** Fails where a command does, with all that was said. The folder is gone afterwards. */
export const walk = async ({ readme, section, published }: Walk): Promise<Walked> => {
  const text = sectionOf(readme, section)
  const files = new Map(matches(text, SAVED).map(([, name = "", , body = ""]) => [name, body]))
  const commands = matches(text, COMMANDS).flatMap(([, body = ""]) => body.trim().split("\n"))
  assert.ok(files.size > 0 && commands.length > 0, `"${section}" has nothing to type`)
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "lapline-walk-")))
  try {
    for (const [name, body] of files) writeFileSync(path.join(folder, name), body)
    const script = commands.map((command) => `echo "${MARK}"\n${typed(command, published)}\n`)
    const { ending, output } = await runChild({
      program: "env",
      args: [...withoutOurs(), "sh", "-e", "-c", script.join("")],
      cwd: folder,
      limitMs: 240_000,
      output: "result"
    })
    assert.deepEqual(ending, { _tag: "Exited", code: 0 }, `${describeEnding(ending)}\n${output}`)
    const outputs = output.split(`${MARK}\n`).slice(1)
    const said = commands.map((command, index) => ({ command, output: outputs[index] ?? "" }))
    return { said, files }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the command that holds `word` said. */
export const saidBy = ({ said }: Walked, word: string): string =>
  said.find(({ command }) => command.includes(word))?.output ?? assert.fail(`no ${word} typed`)

const SAVED = /<!-- save: (\S+) -->\n(?:<!--.*-->\n)*```(\w+)\n([\s\S]*?)```/g
const COMMANDS = /```sh\n([\s\S]*?)```/g
const MARK = "---- next command"

const matches = (text: string, pattern: RegExp): readonly RegExpExecArray[] => [
  ...text.matchAll(pattern)
]

const sectionOf = (readme: string, title: string): string => {
  const [, after] = readme.split(`\n## ${title}\n`)
  return after?.split("\n## ")[0] ?? assert.fail(`no section "${title}"`)
}

/** As a person would type it, but for what is not published yet. */
const typed = (command: string, published: Walk["published"]): string => {
  const [name, instead] =
    Object.entries(published).find(([each]) => `${command} `.startsWith(`${each} `)) ?? []
  return name === undefined ? command : `${instead}${command.slice(name.length)}`
}

/** `env -u NAME` for what the test run or a developer's shell has set, which is not there in a stranger's. */
const withoutOurs = (): readonly string[] => [
  ...Object.keys(process.env)
    .filter((name) => /^(LAPLINE_|OTEL_|PYTHON|VIRTUAL_ENV|NODE_|npm_|INIT_CWD|CI$)/.test(name))
    .flatMap((name) => ["-u", name]),
  "npm_config_prefer_offline=true",
  "npm_config_update_notifier=false",
  "npm_config_yes=true",
  "PIP_DISABLE_PIP_VERSION_CHECK=1",
  "PIP_NO_INDEX=1"
]
