/** Findings as problems of the lines that they are about, with what can be done about each. */
import * as vscode from "vscode"
import { evidenceMessage, findingCode, findingMessage } from "./finding-words.ts"
import { findFindings, type FoundFinding } from "./found-findings.ts"
import { createHiddenFindings } from "./hidden-findings.ts"
import type { Laps } from "./laps.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"
import type { TraceRef } from "./site-ref.ts"

export interface FindingOptions {
  readonly laps: Laps
  readonly placements: Placements
  readonly settings: Settings
  /** Of this workspace. */
  readonly memory: vscode.Memento
}

interface Shown {
  readonly found: FoundFinding
  readonly diagnostic: vscode.Diagnostic
}

const SOURCE = "Lapline"

export const registerFindings = ({
  laps,
  placements,
  settings,
  memory
}: FindingOptions): vscode.Disposable => {
  const collection = vscode.languages.createDiagnosticCollection("lapline-findings")
  const hidden = createHiddenFindings(memory)
  let shown: ReadonlyMap<string, readonly Shown[]> = new Map()

  const find = (): readonly FoundFinding[] =>
    settings.current().showsFindings
      ? findFindings({ folders: laps.folders(), placements, isOurs }).filter(
          ({ key }) => !hidden.has(key)
        )
      : []
  const refresh = () => {
    const before = shown
    shown = Map.groupBy(
      find().map((found) => ({ found, diagnostic: toDiagnostic(found) })),
      ({ found }) => found.place.uri.toString()
    )
    for (const id of new Set([...before.keys(), ...shown.keys()])) {
      const now = (shown.get(id) ?? []).map(({ diagnostic }) => diagnostic)
      const then = (before.get(id) ?? []).map(({ diagnostic }) => diagnostic)
      // The Problems view folds and scrolls anew at each change: most figures change no problem.
      if (JSON.stringify(now) !== JSON.stringify(then)) collection.set(vscode.Uri.parse(id), now)
    }
  }
  const actionsFor = ({ uri }: vscode.TextDocument, diagnostic: vscode.Diagnostic) => {
    const same = shown.get(uri.toString())?.find((each) => isSame(each.diagnostic, diagnostic))
    return same === undefined ? [] : toActions(same.found, diagnostic)
  }
  const isShown = (key: unknown): key is string =>
    [...shown.values()].flat().some(({ found }) => found.key === key)
  const command = (name: string, run: (argument?: unknown) => unknown) =>
    vscode.commands.registerCommand(`lapline.${name}`, run)
  refresh()
  return vscode.Disposable.from(
    collection,
    placements.onDidChange(refresh),
    placements.onDidMove(refresh),
    settings.onDidChange(refresh),
    command("hideFinding", async (key) => {
      if (!isShown(key)) return
      await hidden.hide(key)
      refresh()
    }),
    command("showFindings", () =>
      vscode.commands.executeCommand("workbench.actions.view.problems")
    ),
    command("showHiddenFindings", async () => {
      const text = hidden.isEmpty()
        ? vscode.l10n.t("No finding is hidden in this workspace.")
        : vscode.l10n.t("All findings are shown again.")
      await hidden.showAll()
      refresh()
      void vscode.window.showInformationMessage(text)
    }),
    vscode.languages.registerCodeActionsProvider(
      { scheme: "file" },
      {
        provideCodeActions: (document, _range, { diagnostics }) =>
          diagnostics
            .filter(({ source }) => source === SOURCE)
            .flatMap((diagnostic) => actionsFor(document, diagnostic))
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }
    )
  )
}

const isOurs = (uri: vscode.Uri): boolean => vscode.workspace.getWorkspaceFolder(uri) !== undefined

/** About code that was edited since it is a hint only: the Problems view lists what still stands. */
const toDiagnostic = ({ finding, place, related }: FoundFinding): vscode.Diagnostic => {
  const isEdited = place.state === "edited"
  const { Hint, Warning, Information } = vscode.DiagnosticSeverity
  const diagnostic = new vscode.Diagnostic(
    lineRange(place.line),
    findingMessage(finding, isEdited),
    isEdited ? Hint : finding.severity === "warning" ? Warning : Information
  )
  diagnostic.source = SOURCE
  diagnostic.code = findingCode(finding)
  diagnostic.relatedInformation = related.map(
    ({ evidence, place: { uri, line } }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uri, lineRange(line)),
        evidenceMessage(evidence)
      )
  )
  return diagnostic
}

/** The editor takes this very number for the line from its first word to its end. */
const lineRange = (line: number): vscode.Range => new vscode.Range(line, 0, line, Number.MAX_VALUE)

const toActions = (
  { key, folder, finding }: FoundFinding,
  diagnostic: vscode.Diagnostic
): readonly vscode.CodeAction[] => {
  const action = (title: string, command: string, argument: unknown) => {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix)
    made.diagnostics = [diagnostic]
    made.command = { title, command, arguments: [argument] }
    return made
  }
  const trace = traceOf(folder, finding)
  return [
    ...(trace === undefined
      ? []
      : [action(vscode.l10n.t("Show the trace"), "lapline.openTrace", trace)]),
    action(vscode.l10n.t("Hide this finding here"), "lapline.hideFinding", key)
  ]
}

const traceOf = (folder: string, { evidence }: FoundFinding["finding"]): TraceRef | undefined => {
  for (const { traceId: trace, spanId: span } of evidence) {
    if (trace !== undefined) return span === undefined ? { folder, trace } : { folder, trace, span }
  }
  return undefined
}

const isSame = (a: vscode.Diagnostic, b: vscode.Diagnostic): boolean =>
  a.message === b.message && a.range.start.line === b.range.start.line && codeOf(a) === codeOf(b)

const codeOf = ({ code }: vscode.Diagnostic): unknown =>
  typeof code === "object" ? code.value : code
