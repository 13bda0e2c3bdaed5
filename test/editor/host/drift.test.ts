/** Generated edits in the real editor, typed, undone and made on disk, against the oracle of the drift suite. */
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import path from "node:path"
import fc from "fast-check"
import * as vscode from "vscode"
import type { TextPlace } from "../../../sdk/analyze/place/anchor.ts"
import { kinds, type Step } from "../../drift/changes.ts"
import { toEdit } from "../../drift/model.ts"
import {
  compare,
  emptyTally,
  isTyped,
  playSteps,
  type Played,
  type Script
} from "../../drift/script.ts"
import { sourceFiles, type SourceFile } from "../../drift/sites.ts"
import { activate, lenses, logs, removeLogs, workspace } from "./fixture.ts"

const SCRIPTS = 20
const seed = Number(process.env["LAPLINE_DRIFT_SEED"] ?? Date.now() % 2 ** 31)
/** Sites are told apart by their durations, which the lens shows in full up to here. */
const MOST_SITES = 8

const files = sourceFiles().filter(({ lines, sites }) => lines.length < 160 && sites.length > 3)
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds),
  a: fc.nat(9_999),
  b: fc.nat(9_999),
  channel: fc.constantFrom("typed" as const, "typed" as const, "disk" as const)
})
const scripts = fc.sample(
  fc.record({
    file: fc.constantFrom(...files),
    steps: fc.array(step, { minLength: 3, maxLength: 5 })
  }),
  { numRuns: SCRIPTS, seed }
)

describe(`drift in the real editor, seed ${seed}`, function () {
  this.timeout(60_000)
  const folder = path.join(workspace, "drift")

  before(async () => {
    await activate()
    removeLogs()
    mkdirSync(folder, { recursive: true })
    await vscode.workspace
      .getConfiguration("lapline")
      .update("lens.perLine", 10, vscode.ConfigurationTarget.Global)
  })
  after(async () => {
    removeLogs()
    rmSync(folder, { recursive: true })
    await vscode.workspace
      .getConfiguration("lapline")
      .update("lens.perLine", undefined, vscode.ConfigurationTarget.Global)
  })

  for (const [index, { file, steps }] of scripts.entries()) {
    it(`keeps ${file.path} right through ${steps.map(({ kind }) => kind).join(", ")}`, async () => {
      const copy = path.join(folder, `script-${index}${path.extname(file.path)}`)
      const sites = spread(file)
      writeFileSync(copy, file.lines.join("\n"))
      writeLog(copy, sites)
      const uri = vscode.Uri.file(copy)
      const document = await vscode.workspace.openTextDocument(uri)
      await vscode.window.showTextDocument(document)
      await until(async () => (await placesIn(uri, sites)).size === sites.length, "all lenses")
      const script: Script = {
        file: { ...file, sites },
        knowledge: "open",
        steps,
        foreign: ["other()", ""]
      }
      for (const played of playSteps(script)) {
        await perform(document, played)
        await until(async () => {
          const places = await placesIn(uri, sites)
          return compare((key) => places.get(key), script, played.worlds, emptyTally())
        }, `after step ${played.index} (${played.step.kind}, ${played.step.channel})`)
      }
      await vscode.commands.executeCommand("workbench.action.files.revert")
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor")
    })
  }
})

/** Some of the file's sites, over all of it. */
const spread = ({ sites }: SourceFile): SourceFile["sites"] => {
  const stride = Math.ceil(sites.length / MOST_SITES)
  return sites.filter((_, at) => at % stride === 0)
}

/** One lap of each site, of a run that started after the file was made; the n-th takes n + 1 ms. */
const writeLog = (file: string, sites: SourceFile["sites"]): void => {
  const startMs = Math.max(Date.now(), Math.ceil(statSync(file).mtimeMs) + 1)
  const name = path.basename(file)
  const header = {
    metric: "run",
    run_id: name,
    duration_ms: 0,
    timestamp: new Date(startMs).toISOString(),
    attributes: { "lapline.root": workspace, "service.name": "drift" }
  }
  const laps = sites.map(({ line, names }, at) => ({
    metric: "span",
    run_id: name,
    name: names.name,
    step: names.step,
    duration_ms: at + 1,
    timestamp: new Date(startMs + at).toISOString(),
    "code.file.path": `drift/${name}`,
    "code.line.number": line + 1,
    "code.function.name": names.function
  }))
  mkdirSync(logs, { recursive: true })
  const lines = [header, ...laps].map((record) => `${JSON.stringify({ v: 1, ...record })}\n`)
  writeFileSync(path.join(logs, `${name}.jsonl`), lines.join(""))
}

/** Where each site's lens stands, by the site's key, and what it says of itself. */
const placesIn = async (
  uri: vscode.Uri,
  sites: SourceFile["sites"]
): Promise<ReadonlyMap<string, TextPlace>> => {
  const places = new Map<string, TextPlace>()
  for (const title of await lenses(uri)) {
    const [, line, ms] = /^(\d+): .*?(\d)\.00 ms p50/.exec(title) ?? []
    const site = sites[Number(ms) - 1]
    if (site === undefined) continue
    const at = Number(line) - 1
    const state = title.includes("edited since the run")
      ? "edited"
      : at === site.line
        ? "fresh"
        : "moved"
    places.set(String(site.line), { line: at, state })
  }
  return places
}

const perform = async (
  document: vscode.TextDocument,
  { step: performed, changes, lines }: Played
): Promise<void> => {
  const text = lines.join("\n")
  if (isTyped(performed)) {
    const edits = new vscode.WorkspaceEdit()
    for (const { text: inserted, ...range } of changes.map(toEdit)) {
      const { startLine, startCharacter, endLine, endCharacter } = range
      edits.replace(
        document.uri,
        new vscode.Range(startLine, startCharacter, endLine, endCharacter),
        inserted
      )
    }
    await vscode.workspace.applyEdit(edits)
  } else {
    // An editor with unsaved changes keeps them: only a saved one takes over what is on disk.
    await document.save()
    writeFileSync(document.uri.fsPath, text)
  }
  await until(() => document.getText() === text, "the text")
}

/** Waits until it holds, or until no fault is left; rejects with what there was instead. */
const until = async (
  look: () => boolean | Promise<boolean | string | undefined>,
  what: string,
  limitMs = 5_000
): Promise<void> => {
  const deadline = performance.now() + limitMs
  for (;;) {
    const found = await look()
    if (found === true || found === undefined) return
    if (performance.now() > deadline)
      throw new Error(`${what}: ${found === false ? "not there" : found}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
