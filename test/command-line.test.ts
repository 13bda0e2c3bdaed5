/** docs/command-line.md and docs/filter.md: their examples are run as they stand, and name all there is. */

import * as assert from "node:assert/strict"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { FIELDS } from "../sdk/analyze/filter/field.ts"
import { parseFilter } from "../sdk/analyze/filter/filter.ts"
import { textOf } from "./repository.ts"
import { buildCli, REPORTS, type BuiltCli, type Ran } from "./sdk/cli/built-cli.ts"

const manual = textOf("docs/command-line.md")
const language = textOf("docs/filter.md")

const blocks = (text: string, kind: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${kind}\n([^]*?)^\`\`\``, "gm"))].map(
    ([, body = ""]) => body
  )

const lines = (text: string, kind: string): readonly string[] =>
  blocks(text, kind).flatMap((block) => block.trimEnd().split("\n"))

const section = (verb: string): string =>
  manual.split(/^## /m).find((part) => part.startsWith(`lapline ${verb}\n`)) ?? ""

describe("the manual of the command line", () => {
  let cli: BuiltCli
  let folder: string
  let env: NodeJS.ProcessEnv

  before(async () => {
    cli = await buildCli()
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "lapline-manual-"))
    fs.cpSync(path.join(REPORTS, "two-runs"), path.join(folder, ".lapline"), { recursive: true })
    const commands = path.join(folder, "bin")
    fs.mkdirSync(commands)
    fs.symlinkSync(cli.bin, path.join(commands, "lapline"))
    // The launcher's first line asks for `node`: that is the one that runs us.
    fs.symlinkSync(process.execPath, path.join(commands, "node"))
    env = { PATH: `${commands}:${process.env["PATH"]}` }
  })

  after(() => {
    cli[Symbol.dispose]()
    fs.rmSync(folder, { recursive: true })
  })

  /** As typed; what follows logs is ended as by Ctrl-C at its first word, and bash must not answer for it. */
  const type = (command: string): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const follows = command.startsWith("lapline tail")
      const typed = follows ? `exec ${command}` : command
      const firstWord = command.includes("--lines 0") ? "stderr" : "stdout"
      const child = spawn("bash", ["--norc", "-o", "pipefail", "-c", typed], {
        cwd: folder,
        env,
        stdio: ["ignore", "pipe", "pipe"]
      })
      const printed = { stdout: "", stderr: "" }
      for (const name of ["stdout", "stderr"] as const) {
        child[name].setEncoding("utf8").on("data", (text: string) => {
          printed[name] += text
        })
      }
      if (follows) child[firstWord].once("data", () => child.kill("SIGINT"))
      child.on("error", reject)
      child.on("close", (code) => resolve({ code, ...printed }))
    })

  for (const command of lines(manual, "sh")) {
    it(`runs ${command}`, async () => {
      const { code, stdout, stderr } = await type(command)
      assert.deepEqual([code, stderr.replaceAll(/^lapline: .*\n/gm, "")], [0, ""], stderr)
      assert.ok(stdout !== "" || />|--output|--lines 0/.test(command), "it says nothing")
    })
  }

  it("shows what a wrong filter is answered with", async () => {
    const [shown = ""] = blocks(language, "console")
    const [command = "", ...answer] = shown.split("\n")
    const { code, stderr } = await type(command.replace("$ ", ""))
    assert.deepEqual([code, stderr], [2, answer.join("\n")])
  })

  it("tells every verb and every option that the help tells, and no other", async () => {
    const { stdout } = await type("lapline --help")
    const verbs = [...stdout.matchAll(/^ {2}(\w+) {2,}\w/gm)].map(([, verb = ""]) => verb)
    assert.ok(verbs.length >= 5, stdout)
    for (const verb of verbs.filter((verb) => verb !== "lapline")) {
      const help = (await type(`lapline ${verb} --help`)).stdout
      const options = (text: string) => [...new Set(text.match(/(?<=^ {2}|^\| `)--\w+/gm))].sort()
      const shared = ["--completions", "--help", "--version"]
      assert.deepEqual(
        options(section(verb)),
        options(help).filter((option) => !shared.includes(option)),
        verb
      )
      assert.match(help, /^Examples\n {2}lapline /m, verb)
    }
  })
})

describe("the manual of filters", () => {
  const examples = [
    ...lines(language, "filter"),
    ...[...language.matchAll(/^\| `[\w.]+`.*\| `([^`]+)` \|$/gm)].map(
      ([, example = ""]) => example
    ),
    "attr.gen_ai.usage.input_tokens>1000",
    "attr.db.query.text!=*"
  ]

  for (const example of examples) {
    it(`gives a filter: ${example}`, () => {
      const filter = parseFilter(example)
      assert.equal(filter._tag, "Filter", JSON.stringify(filter))
    })
  }

  it("tells every field", () => {
    const told = [...language.matchAll(/^\| `([\w.]+)` \|.*\|.*\|$/gm)].map(
      ([, field = ""]) => field
    )
    assert.deepEqual(told.toSorted(), [...FIELDS.keys(), "attr.KEY"].toSorted())
  })
})
