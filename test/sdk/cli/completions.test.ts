/** Completion in a real bash: the script's function is called as the shell does when the tabulator key is pressed. */

import * as assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { buildCli, type BuiltCli } from "./built-cli.ts"
import { COMPLETIONS } from "./completion-cases.ts"

/** In bash's own variables; `$1` is the script, `$2` what is typed. */
const PRESS_TAB = [
  'source "$1"',
  "[[ $(complete -p lapline) =~ -F' '([^ ]+) ]] || exit 9",
  "press=${BASH_REMATCH[1]} COMP_LINE=$2 COMP_POINT=${#2}",
  'read -ra COMP_WORDS <<< "$COMP_LINE"',
  `[[ $COMP_LINE == *' ' ]] && COMP_WORDS+=("")`,
  "COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))",
  '"$press" lapline "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"',
  "printf '%s\\n' \"${COMPREPLY[@]}\""
].join("\n")

describe("completion in bash", () => {
  let cli: BuiltCli
  let script: string

  before(async () => {
    cli = await buildCli()
    script = path.join(cli.reports, "../completions.bash")
    const { code, stdout, stderr } = await cli.run(["--completions", "bash"])
    assert.deepEqual([code, stderr], [0, ""])
    fs.writeFileSync(script, stdout)
  })

  after(() => cli[Symbol.dispose]())

  const pressTab = (typed: string): readonly string[] =>
    execFileSync("bash", ["--norc", "-c", PRESS_TAB, "bash", script, typed], {
      cwd: cli.reports,
      encoding: "utf8"
    })
      .trimEnd()
      .split("\n")

  for (const [typed, completed] of Object.entries(COMPLETIONS)) {
    it(`makes ${completed} of ${typed}`, () => assert.deepEqual(pressTab(typed), [completed]))
  }

  it("offers every command, and what a command can be followed by", () => {
    assert.deepEqual(pressTab("lapline "), ["report", "trace", "search", "tail", "export"])
    assert.ok(pressTab("lapline report ").includes("two-runs"))
    assert.ok(pressTab("lapline search x --").includes("--limit"))
  })

  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    it(`names every verb and flag in the script for ${shell}`, async () => {
      const { stdout } = await cli.run(["--completions", shell])
      for (const word of ["report", "trace", "search", "tail", "markdown", "sort", "filter"]) {
        assert.ok(stdout.includes(word), word)
      }
      assert.doesNotMatch(stdout, /no-json/)
    })
  }
})
