/** Where a function is by what the language's own extension knows of the document. */
import * as vscode from "vscode"
import { functionLine, type NamedSymbol } from "./symbol-choice.ts"

/** A language server that is only starting up is not waited for. */
const PATIENCE_MS = 3_000

/** 0-based line of the only function of that name; undefined without a provider, or without an answer. */
export const findSymbol = async (uri: vscode.Uri, name: string): Promise<number | undefined> => {
  const late = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => late.resolve(undefined), PATIENCE_MS)
  try {
    const asked = vscode.commands.executeCommand<readonly vscode.DocumentSymbol[] | undefined>(
      "vscode.executeDocumentSymbolProvider",
      uri
    )
    const symbols = await Promise.race([asked, late.promise])
    return functionLine((symbols ?? []).map(toNamed), name)
  } catch {
    // The provider failed: it knows no more than none would.
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/** Older providers answer a flat list without children. */
const toNamed = (symbol: vscode.DocumentSymbol): NamedSymbol => ({
  name: symbol.name,
  line: (symbol.selectionRange as vscode.Range | undefined)?.start.line,
  children: (symbol.children ?? []).map(toNamed)
})
