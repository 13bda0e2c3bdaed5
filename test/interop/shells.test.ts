/** Completion in a real zsh and a real fish; on Debian what is missing is installed. */

import * as assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { buildCli, type BuiltCli } from "../sdk/cli/built-cli.ts"
import { COMPLETIONS } from "../sdk/cli/completion-cases.ts"

const MINUTE_MS = 60_000

/** Zsh completes only where keys are pressed: a pseudo terminal, in which ^X prints the line as it stands. */
const PRESS_TAB_ZSH =
  String.raw`
zmodload zsh/zpty
zpty z zsh -f -i
say() { zpty -w z "$1" }
await() { local seen; zpty -r -m z seen "$1" || exit 9; REPLY=$seen }
say 'PS1=; autoload -Uz compinit; compinit -u -D; show() { print -r -- "<<$BUFFER>>" }; zle -N show; bindkey ^X show'
say "source $1; print READY\$((1 + 1))"
await '*READY2*'
zpty -w -n z "$2"$'\t\x18'
await '*<<*>>*'
print -r -- "$` + '{${REPLY##*<<}%%>>*}"\n'

const install = (shell: string): void => {
  if (spawnSync(shell, ["--version"]).status === 0) return
  const { status, stderr } = spawnSync("apt-get", ["install", "-y", "-q", shell], {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  })
  assert.equal(status, 0, `${shell} is not there and cannot be installed: ${stderr}`)
}

describe("completion", () => {
  let cli: BuiltCli

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  const scriptFor = async (shell: string): Promise<string> => {
    const file = path.join(cli.reports, `../completions.${shell}`)
    fs.writeFileSync(file, (await cli.run(["--completions", shell])).stdout)
    return file
  }

  it("works in fish", async function () {
    this.timeout(3 * MINUTE_MS)
    install("fish")
    const script = await scriptFor("fish")
    for (const [typed, completed] of Object.entries(COMPLETIONS)) {
      const offered = execFileSync(
        "fish",
        ["--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, typed],
        { cwd: cli.reports, encoding: "utf8" }
      )
      // Fish offers files of the folder beside the words of a script.
      const words = offered.split("\n").map((line) => line.split("\t")[0])
      assert.ok(words.includes(completed), `${typed}: ${words.join(" ")}`)
    }
  })

  it("works in zsh", async function () {
    this.timeout(3 * MINUTE_MS)
    install("zsh")
    const script = await scriptFor("zsh")
    for (const [typed, completed] of Object.entries(COMPLETIONS)) {
      const line = execFileSync("zsh", ["-f", "-c", PRESS_TAB_ZSH, "zsh", script, typed], {
        cwd: cli.reports,
        encoding: "utf8",
        timeout: MINUTE_MS / 2
      })
      assert.equal(line.trimEnd(), typed.replace(/\S+$/, completed), typed)
    }
  })
})
