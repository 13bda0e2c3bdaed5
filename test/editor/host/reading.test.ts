/**
 * Hovers, traces, hostile logs, hostile callers and a broken project file, in the real extension
 * host.
 */
import assert from "node:assert/strict"
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import path from "node:path"
import * as vscode from "vscode"
import {
  activate,
  folderId,
  lenses,
  lensesUntil,
  logs,
  removeLogs,
  runAgent,
  sourceUri,
  workspace
} from "./fixture.ts"

const hostile =
  "$(alert) [run](command:workbench.action.quit) <img src=x> https://evil.example \u001b[31m"

const hoverAt = async (line: number): Promise<readonly vscode.MarkdownString[]> => {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    sourceUri,
    new vscode.Position(line - 1, 0)
  )
  return hovers
    .flatMap(({ contents }) => contents)
    .filter((content): content is vscode.MarkdownString => content instanceof vscode.MarkdownString)
    .filter(({ value }) => value.includes("Lapline"))
}
const lineOf = (record: Record<string, unknown>): string =>
  `${JSON.stringify({
    v: 1,
    timestamp: new Date().toISOString(),
    metric: "span",
    duration_ms: 5,
    trace_id: "a".repeat(32),
    span_id: "b".repeat(16),
    "code.file.path": "src/returns.ts",
    "code.line.number": 8,
    "code.function.name": "checkFraudFlag",
    ...record
  })}\n`
const writeLog = (record: Record<string, unknown>): void => {
  mkdirSync(logs, { recursive: true })
  writeFileSync(path.join(logs, "hostile.jsonl"), lineOf(record))
}

describe("reading lap times", () => {
  before(async () => {
    await activate()
    await vscode.window.showTextDocument(sourceUri)
  })
  beforeEach(async () => {
    removeLogs()
    await lensesUntil((found) => found.length === 0)
  })
  after(removeLogs)

  it("tells distribution, percentiles and slowest traces in the hover", async () => {
    runAgent(30)
    await lensesUntil((found) => found.length === 5)
    const [hover] = await hoverAt(17)
    assert.ok(hover)
    assert.match(hover.value, /CheckEligibility/)
    assert.match(hover.value, /p50 +24\d ms +n +30/)
    assert.match(hover.value, /p99 +n too small/)
    assert.match(
      hover.value,
      /!\[Left: [^\]]+ from 80.0 ms to 400 ms[^\]]*\]\(data:image\/svg\+xml;base64,/
    )
    assert.match(hover.value, /\]\(command:lapline\.openTrace\?/)
    assert.deepEqual(hover.isTrusted, {
      enabledCommands: ["lapline.openTrace", "lapline.hideMetric", "lapline.toggleLens"]
    })
    assert.notEqual(hover.supportHtml, true)
  })

  it("opens a trace whose places lead to their lines", async () => {
    runAgent(1)
    await lensesUntil((found) => found.length === 5)
    const [hover] = await hoverAt(23)
    const query = /command:lapline\.openTrace\?([^)]+)\)/.exec(hover?.value ?? "")?.[1] ?? ""
    await vscode.commands.executeCommand(
      "lapline.openTraceText",
      ...JSON.parse(decodeURIComponent(query))
    )
    const document = vscode.window.activeTextEditor?.document
    assert.equal(document?.uri.scheme, "lapline-trace")
    assert.match(document.getText(), /invoke_agent returns +src\/returns\.ts:23/)
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri
    )
    assert.deepEqual(
      links.map(({ target }) => [target?.path, target?.fragment]),
      ["L23", "L17", "L4", "L8", "L13"].map((fragment) => [sourceUri.path, fragment])
    )
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor")
  })

  it("shows a hostile name as text: no icon, link, command or control character", async () => {
    writeLog({ name: hostile, metric: hostile })
    await lensesUntil((found) => found.length === 1)
    const [hover] = await hoverAt(8)
    assert.ok(hover)
    const own = hover.value
      .replaceAll(/\[[^\]]*\]\(command:lapline\.\w+(?:\?[\w%.~-]*)?\)/g, "")
      .replaceAll(/\(data:image\/svg\+xml;base64,[\w+/=]*\)/g, "")
    assert.doesNotMatch(own, /\]\(|\$\(alert\)|:\/\/|\u001b/)
  })

  it("E9 opens nothing for a path that leads out of the workspace", async () => {
    const outside = [
      "/etc/hosts",
      "../../../../etc/hosts",
      "\\\\host\\share\\x.ts",
      "file:///etc/hosts",
      "a\u0000b",
      "x/".repeat(5_000),
      "linked/hosts"
    ]
    symlinkSync("/etc", path.join(workspace, "linked"))
    for (const [index, file] of outside.entries()) {
      mkdirSync(logs, { recursive: true })
      const hostile = lineOf({
        name: "out",
        span_id: "c".repeat(16),
        "code.file.path": file,
        "code.line.number": 1
      })
      // The second line stands in the source: when its lens is there, both have been read.
      writeFileSync(
        path.join(logs, `${index}.jsonl`),
        hostile + lineOf({ name: "in", duration_ms: index + 1 })
      )
      await lensesUntil((found) => found.some((title) => title.includes(`n ${index + 1}`)))
      await vscode.commands.executeCommand("lapline.openSite", {
        folder: folderId,
        site: `${file}\u00001\u0000out\u0000span\u0000total`
      })
      const open = vscode.workspace.textDocuments.map(({ uri }) => uri.path)
      assert.ok(!open.some((opened) => opened.endsWith("/hosts")), file)
    }
    rmSync(path.join(workspace, "linked"))
  })

  it("follows a log that the user opens, wherever it lies in the workspace", async () => {
    const moved = path.join(workspace, "elsewhere.jsonl")
    writeFileSync(moved, lineOf({ name: "fraud_flag_check", step: "fraud_flag_check" }))
    await vscode.commands.executeCommand("lapline.openLog", vscode.Uri.file(moved))
    await lensesUntil((found) => found.length === 1)
    rmSync(moved)
  })

  it("E5 survives its own commands called with anything", async () => {
    for (const argument of [
      {},
      1,
      "x",
      null,
      ["/etc/hosts"],
      { folder: "file:///etc", site: "hosts" },
      { folder: folderId, site: "/etc/hosts\u00001\u0000x\u0000span\u0000total" },
      { folder: folderId, site: { toString: "x" } },
      JSON.parse('{"__proto__":{"folder":"x","site":"y"}}'),
      { folder: folderId, site: "x" },
      { folder: "x", trace: "y" }
    ]) {
      await vscode.commands.executeCommand("lapline.openSite", argument)
    }
    await vscode.commands.executeCommand("lapline.openTraceText", {
      folder: "../..",
      trace: "../../x"
    })
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", /no longer in memory/)
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor")
  })
})

describe("a broken lapline.json", () => {
  const file = path.join(workspace, "lapline.json")
  const good = readFileSync(file, "utf8")
  const problems = () =>
    vscode.languages
      .getDiagnostics(vscode.Uri.file(file))
      .filter(({ source }) => source === "Lapline")
      .map(({ message, range }) => `${range.start.line + 1}: ${message}`)
  const problemsUntil = (holds: (found: readonly string[]) => boolean) =>
    new Promise<readonly string[]>((resolve) => {
      const look = () => {
        if (!holds(problems())) return
        subscription.dispose()
        resolve(problems())
      }
      const subscription = vscode.languages.onDidChangeDiagnostics(look)
      look()
    })

  after(() => writeFileSync(file, good))

  it("becomes a problem on its line, keeps what it said before, and heals", async () => {
    runAgent(1)
    await lensesUntil((found) => found.length === 5)
    writeFileSync(file, good.replace('[".lapline"]', '".lapline"'))
    assert.deepEqual(await problemsUntil((found) => found.length > 0), [
      '2: "logs" must be a list of paths, such as [".lapline"].'
    ])
    assert.equal((await lenses()).length, 5)
    writeFileSync(file, good.slice(0, 20))
    const [broken] = await problemsUntil((found) => found.some((text) => text.includes("JSON")))
    assert.match(broken ?? "", /^1: lapline\.json is not JSON/)
    writeFileSync(file, good)
    await problemsUntil((found) => found.length === 0)
    removeLogs()
  })
})
