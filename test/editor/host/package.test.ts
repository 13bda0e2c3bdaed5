/** What users get: the files of the installed package, and what must not be in them. Only the packaged extension has a package. */
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import * as vscode from "vscode"
import { extensionId, extensionUnderTest } from "../subject.ts"

/** Compared as they are: a file more is as wrong as a file less. `.vsixmanifest` is VS Code's own. */
const expected = [
  ".vsixmanifest",
  "LICENSE.txt",
  "changelog.md",
  "dist/extension.cjs",
  "dist/webview/dashboard.css",
  "dist/webview/dashboard.js",
  "dist/webview/trace.css",
  "dist/webview/trace.js",
  "l10n/bundle.l10n.de.json",
  "l10n/bundle.l10n.json",
  "media/activity.svg",
  "media/icon.png",
  "package.json",
  "package.nls.de.json",
  "package.nls.json",
  "readme.md",
  "schemas/lapline.schema.json",
  "walkthrough/bottlenecks.svg",
  "walkthrough/findings.svg",
  "walkthrough/lens.svg",
  "walkthrough/run.svg",
  "walkthrough/trace.svg"
]

if (extensionUnderTest._tag === "Vsix") {
  describe("the installed package", () => {
    const folder = () => {
      const extension = vscode.extensions.getExtension(extensionId)
      assert.ok(extension, `${extensionId} is not installed`)
      return extension.extensionPath
    }

    it("holds the listed files and no other", () => {
      const found = readdirSync(folder(), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder(), path.join(entry.parentPath, entry.name)))
        .map((file) => file.replaceAll(path.sep, "/"))
      assert.deepEqual(found.toSorted(), expected)
    })

    it("E17 makes no code from text, loads none from elsewhere and runs none at install", () => {
      for (const file of expected.filter((each) => each.startsWith("dist/"))) {
        const text = readFileSync(path.join(folder(), file), "utf8")
        assert.doesNotMatch(
          text,
          /\beval\(|\bnew Function\(|\b(import|require)\(["'`]https?:/,
          file
        )
        assert.doesNotMatch(text, /@import|url\(["']?https?:/, file)
      }
      const manifest: { scripts?: object } = JSON.parse(
        readFileSync(path.join(folder(), "package.json"), "utf8")
      )
      assert.deepEqual(Object.keys(manifest.scripts ?? {}), [])
    })
  })
}
