/** docs/configuration.md names every option of a run and every variable of the environment that the SDK reads. */

import assert from "node:assert/strict"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { repositoryRoot } from "../../repository.ts"

const read = (path: string): string => readFileSync(join(repositoryRoot, path), "utf8")
const page = read("docs/configuration.md")

describe("the configuration page", () => {
  it("names every option", () => {
    const source = read("sdk/trace/settings.ts")
    const [, body = ""] = /export interface RunOptions \{([^]*?)\n\}/.exec(source) ?? []
    const options = [...body.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name = ""]) => name)
    assert(options.length >= 9, options.join())
    for (const option of options) assert.match(page, new RegExp(`\\| \`${option}[:\`]`), option)
  })

  it("names every variable of the environment", () => {
    const variables = globSync("sdk/trace/*.ts", { cwd: repositoryRoot }).flatMap((path) =>
      [...read(path).matchAll(/"((?:LAPLINE|OTEL)_[A-Z_]+)"/g)].map(([, name = ""]) => name)
    )
    assert(variables.length >= 10, variables.join())
    for (const variable of variables) assert(page.includes(`\`${variable}`), variable)
  })
})
