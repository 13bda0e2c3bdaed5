/** Methods are timed by the language's own decorators, whichever compiler turns them into what Node runs. */

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import * as esbuild from "esbuild"
import { repositoryRoot } from "../../repository.ts"
import { readSpans, runNode, withFolder } from "./log.ts"
import { ancestry } from "./plain.ts"

const program = join(repositoryRoot, "test/sdk/trace/programs/decorated.ts")
const sdk = join(repositoryRoot, "sdk/index.ts")
const tsc = createRequire(import.meta.url).resolve("typescript/package.json")

const esbuildTo = async (folder: string, minify: boolean): Promise<void> => {
  await esbuild.build({
    entryPoints: [program],
    outfile: join(folder, "decorated.js"),
    format: "esm",
    target: "node20",
    sourcemap: true,
    minify
  })
}

const compilers: Readonly<Record<string, (folder: string) => void | Promise<void>>> = {
  esbuild: (folder) => esbuildTo(folder, false),
  "esbuild, minified": (folder) => esbuildTo(folder, true),
  tsc: (folder) => {
    const options =
      "--ignoreConfig --noCheck --noResolve --target es2022 --module esnext --sourceMap"
    const bin = join(dirname(tsc), "bin", "tsc")
    const args = [bin, ...options.split(" "), "--outDir", folder, program]
    const done = spawnSync(process.execPath, args, { encoding: "utf8" })
    assert.equal(done.status, 0, done.stdout)
  }
}

describe("a timed method", function () {
  this.timeout(60_000)

  for (const [name, compile] of Object.entries(compilers)) {
    it(`stands on its own line, compiled by ${name}`, () =>
      withFolder(async (folder) => {
        await compile(folder)
        writeFileSync(join(folder, "package.json"), '{"type":"module"}')
        const logs = join(folder, "logs")
        const args = [join(folder, "decorated.js"), logs, sdk]
        const ended = await runNode({ args, cwd: repositoryRoot })
        assert.equal(ended.code, 0, ended.stderr)
        assert.deepEqual(JSON.parse(ended.stdout), { created: 8, items: [0, 1], name: "check" })
        const records = readSpans(logs)
        const places = records.map(({ code, name }) => [name, code.file, code.function, code.line])
        const file = "test/sdk/trace/programs/decorated.ts"
        assert.deepEqual(places, [
          ["invoke_agent Orders", file, "check", lineOf("check(): Returns")],
          ["check", file, "check", lineOf("check(amount")],
          ["execute_tool CreateRMA", file, "create", lineOf("async create(")],
          ["items", file, "items", lineOf("static *items(")],
          ["twice", file, "both", lineOf("async *both(")],
          ["both", file, "both", lineOf("async *both(")]
        ])
        assert.equal(ancestry(records, "items"), "items < twice < both")
        assert.equal(records[1]?.parentSpanId, records[2]?.spanId)
      }))
  }
})

const lineOf = (text: string): number =>
  readFileSync(program, "utf8")
    .split("\n")
    .findIndex((line) => line.includes(text)) + 1
