/** What this machine lacks, each as a sentence for the person who reads the run, or undefined where nothing is missing. */
import { createRequire } from "node:module"
import path from "node:path"
import { findBrowser } from "../vscode-host/browser.ts"
import { repositoryRoot } from "../vscode-host/pieces.ts"

const reasonOf = (probe: () => unknown): string | undefined => {
  try {
    probe()
    return undefined
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split("\n")[0]
  }
}

/** The package sqlite3 is optional: its native part is fetched or compiled at install time, and either may fail. */
export const sqliteObstacle = (): string | undefined => {
  const load = createRequire(path.join(repositoryRoot, "agent/package.json"))
  const reason = reasonOf(() => load("sqlite3"))
  return reason && `SQLite through the package sqlite3, so only node:sqlite was tested: ${reason}`
}

export const browserObstacle = (): string | undefined => {
  const reason = reasonOf(() => findBrowser())
  return reason && `the editor suites: ${reason}`
}
