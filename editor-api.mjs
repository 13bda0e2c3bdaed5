/**
 * Gives the extension's bundle the editor's API by name, asked for once. A plain external import costs a copy of the whole API in each
 * of the files that import it: esbuild makes a module of what `require` gives, anew at each import.
 */
import * as fs from "node:fs"

/** What the sources take from the API; what is only a type is undefined there and here. */
const namesIn = (folder) => {
  const files = fs.globSync(`${folder}/**/*.ts`)
  const texts = files.map((file) => fs.readFileSync(file, "utf8"))
  const names = texts.flatMap((text) => [...text.matchAll(/\bvscode\.(\w+)/g)])
  return [...new Set(names.map(([, name]) => name))]
}

export const editorApi = {
  name: "editor-api",
  setup: (build) => {
    build.onResolve({ filter: /^vscode$/ }, ({ kind }) =>
      kind === "require-call"
        ? { path: "vscode", external: true }
        : { path: "vscode", namespace: "editor-api" }
    )
    build.onLoad({ filter: /^vscode$/, namespace: "editor-api" }, () => ({
      contents: [
        `const api = require("vscode")`,
        ...namesIn("extension/editor").map((name) => `export const ${name} = api.${name}`)
      ].join("\n")
    }))
  }
}
