/** Which extension the editor suites test, and where they leave their pictures. */
import { readFileSync } from "node:fs"
import path from "node:path"
import { repositoryRoot } from "../vscode-host/pieces.ts"
import type { ExtensionUnderTest } from "../vscode-host/server.ts"

const folder = path.join(repositoryRoot, "extension")
const vsix = process.env["LAPLINE_VSIX"]

/** The source folder, or the package named by LAPLINE_VSIX. */
export const extensionUnderTest: ExtensionUnderTest =
  vsix === undefined ? { _tag: "Folder", folder } : { _tag: "Vsix", file: vsix }

const manifest: { publisher: string; name: string } = JSON.parse(
  readFileSync(path.join(folder, "package.json"), "utf8")
)

/** `publisher.name`, as `vscode.extensions.getExtension` takes it. */
export const extensionId = `${manifest.publisher}.${manifest.name}`

export const workspaceFolder = path.join(repositoryRoot, "test/fixtures/workspace")

export const artifacts =
  process.env["LAPLINE_ARTIFACTS"] ?? path.join(repositoryRoot, "test/artifacts/by-hand")
