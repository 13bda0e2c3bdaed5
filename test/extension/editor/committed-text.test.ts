/** The text of a file at a commit, out of a real repository that may be hostile. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { createCommittedTexts } from "../../../extension/editor/committed-text.ts"

describe("the text at a commit", () => {
  let folder = ""
  let commit = ""
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    }).trim()
  const file = () => path.join(folder, "src", "a.ts")

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lapline-git-"))
    mkdirSync(path.join(folder, "src"))
    writeFileSync(file(), "one\r\nthe first\n")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    commit = git("rev-parse", "HEAD")
    writeFileSync(file(), "changed\n")
  })
  after(() => rmSync(folder, { recursive: true }))

  it("is what was committed, whatever the file says now", async () => {
    assert.equal(await createCommittedTexts()(file(), commit), "one\r\nthe first\n")
  })

  it("is not there for what is no commit, no file, or no hash", async () => {
    const read = createCommittedTexts()
    for (const other of ["0".repeat(40), "HEAD", "--help", `${commit}^`, "", "-p"]) {
      assert.equal(await read(file(), other), undefined, other)
    }
    assert.equal(await read(path.join(folder, "src", "none.ts"), commit), undefined)
    assert.equal(await read(path.join(os.tmpdir(), "lapline-no-folder", "a.ts"), commit), undefined)
  })

  it("runs nothing that the repository names", async () => {
    const proof = path.join(folder, "proof")
    const command = `touch ${proof}; cat`
    writeFileSync(path.join(folder, ".gitattributes"), "*.ts diff=evil filter=evil\n")
    git("config", "diff.evil.textconv", command)
    git("config", "filter.evil.smudge", command)
    git("config", "core.fsmonitor", command)
    git("config", "core.pager", command)
    assert.equal(await createCommittedTexts()(file(), commit), "one\r\nthe first\n")
    assert.equal(existsSync(proof), false)
  })
})
