/** Lap times over the lines of a file, in the real extension host. */
import assert from "node:assert/strict"
import * as vscode from "vscode"
import { lensTitle } from "../../../sdk/analyze/lens-title.ts"
import {
  activate,
  cliReport,
  lenses,
  lensesUntil,
  removeLogs,
  runAgent,
  sourceUri
} from "./fixture.ts"

const N = 30
const settings = () => vscode.workspace.getConfiguration("lapline")
const set = (key: string, value: unknown) =>
  settings().update(key, value, vscode.ConfigurationTarget.Global)
const count = (n: number) => (found: readonly string[]) =>
  found.length === 5 && found.every((title) => title.includes(`n ${n} `))
const lines = (found: readonly string[]) => found.map((title) => Number.parseInt(title))
const edit = async (change: (edit: vscode.WorkspaceEdit) => void) => {
  const edits = new vscode.WorkspaceEdit()
  change(edits)
  assert.ok(await vscode.workspace.applyEdit(edits))
}

describe("the lens", () => {
  before(async () => {
    await activate()
    removeLogs()
    runAgent(N)
    await vscode.window.showTextDocument(sourceUri)
    await lensesUntil(count(N))
  })
  after(async () => {
    removeLogs()
    await lensesUntil((found) => found.length === 0)
  })
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.files.revert")
    await lensesUntil((found) => lines(found).join() === "4,8,13,17,23")
  })

  it("says what the command line reports of the same lines", async () => {
    const expected = cliReport().sites.map((site) => {
      const { count, p50_ms: p50Ms, p95_ms: p95Ms, share_of_turn: shareOfTurn } = site
      return `${site.line}: ${lensTitle({ count, p50Ms, p95Ms, shareOfTurn })}`
    })
    assert.deepEqual((await lenses()).toSorted(), expected.toSorted())
    assert.equal(expected.length, 5)
  })

  it("changes when the log grows, without touching the editor", async () => {
    runAgent(1)
    await lensesUntil(count(N + 1))
  })

  it("moves with its line while the text above is edited, saved or not", async () => {
    const top = new vscode.Position(0, 0)
    await edit((edits) => edits.insert(sourceUri, top, "// one\n// two\n"))
    assert.deepEqual(lines(await lenses()), [6, 10, 15, 19, 25])
    await edit((edits) => edits.delete(sourceUri, new vscode.Range(0, 0, 1, 0)))
    assert.deepEqual(lines(await lenses()), [5, 9, 14, 18, 24])
  })

  it("says that a function was edited since the run, and takes it back on undo", async () => {
    await edit((edits) => edits.insert(sourceUri, new vscode.Position(13, 2), "yield* log()\n  "))
    const edited = (await lenses()).filter((title) => title.includes("edited since the run"))
    assert.deepEqual(lines(edited), [13])
    await vscode.commands.executeCommand("undo")
    assert.deepEqual(
      (await lenses()).filter((title) => title.includes("edited")),
      []
    )
  })

  it("leaves a deleted line and returns with it", async () => {
    await edit((edits) => edits.delete(sourceUri, new vscode.Range(12, 0, 15, 0)))
    assert.deepEqual(lines(await lenses()), [4, 8, 14, 20])
    await vscode.commands.executeCommand("undo")
    assert.deepEqual(lines(await lenses()), [4, 8, 13, 17, 23])
  })

  it("is switched off by kind, by size and altogether", async () => {
    await set("lens.hiddenMetrics", ["tool_execution"])
    assert.deepEqual(lines(await lenses()), [4, 23])
    await set("lens.hiddenMetrics", undefined)
    await set("lens.minimumMs", 1_000)
    assert.deepEqual(lines(await lenses()), [4, 8, 17, 23])
    await set("lens.minimumMs", undefined)
    await vscode.commands.executeCommand("lapline.toggleLens")
    assert.deepEqual(await lenses(), [])
    await vscode.commands.executeCommand("lapline.toggleLens")
    await set("lens.enabled", undefined)
    assert.equal((await lenses()).length, 5)
  })

  it("goes to the end of the line when asked to", async () => {
    await set("lens.placement", "endOfLine")
    assert.deepEqual(await lenses(), [])
    await set("lens.placement", undefined)
    assert.equal((await lenses()).length, 5)
  })

  it("starts from nothing after a clear, while the log goes on", async () => {
    await vscode.commands.executeCommand("lapline.clear")
    await lensesUntil((found) => found.length === 0)
    runAgent(2)
    await lensesUntil(count(2))
  })
})
