/** What this machine lacks, each as a sentence for the person who reads the run, or undefined where nothing is missing. */
import { createRequire } from "node:module"
import path from "node:path"
import { findBrowser, launchBrowser } from "../vscode-host/browser.ts"
import { repositoryRoot } from "../vscode-host/pieces.ts"

/** The package sqlite3 is optional: its native part is fetched or compiled at install time, and either may fail. */
export const sqliteObstacle = (): string | undefined => {
  try {
    createRequire(path.join(repositoryRoot, "agent/package.json"))("sqlite3")
    return undefined
  } catch (error) {
    return `SQLite through the package sqlite3, so only node:sqlite was tested: ${reasonOf(error)}`
  }
}

/** Starts the browser once: one that is there may still lack a library of the system. */
export const browserObstacle = async (): Promise<string | undefined> => {
  try {
    const browser = await launchBrowser(findBrowser())
    await browser.close()
    return undefined
  } catch (error) {
    return `the editor suites, for want of a browser: ${reasonOf(error)}`
  }
}

/** The one line of a long error that says why: a missing library where one is named, else the first. */
const reasonOf = (error: unknown): string => {
  const lines = (error instanceof Error ? error.message : String(error)).split("\n")
  const missing = lines.find((line) => /error while loading shared libraries/.test(line))
  return (missing ?? lines[0] ?? "").trim()
}
