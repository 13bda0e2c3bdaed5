/** Every span stands on its line of source, however the program was built. */

import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import * as esbuild from "esbuild"
import { repositoryRoot } from "../../repository.ts"
import { named, readRecords, runNode } from "./log.ts"

const source = "test/sdk/trace/programs/places.ts"
const text = readFileSync(join(repositoryRoot, source), "utf8")

/** Span name and 1-based line, as the comments of the program say. */
const marked = text.split("\n").flatMap((line, index) => {
  const [, code = "", name] = /^(.*)\/\/ place: (.*)$/.exec(line) ?? []
  if (name === undefined) return []
  return [{ name, line: code.trim() === "" ? index : index + 1 }]
})

const lineOf = (name: string): number | undefined =>
  marked.find((place) => place.name === name)?.line

/** Beside the sources, so that the packages are found; ignored by git. */
const withBuildFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const parent = join(repositoryRoot, "test/artifacts")
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, "places-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Build = (folder: string) => Promise<string>

const untouched: Build = async () => join(repositoryRoot, source)

const compiled: Build = async (folder) => {
  const tsc = join(repositoryRoot, "node_modules/typescript/bin/tsc")
  const options = ["--ignoreConfig", "--sourceMap", "--rewriteRelativeImportExtensions"]
  const level = ["--target", "ES2024", "--module", "NodeNext", "--skipLibCheck", "--types", "node"]
  const output = ["--outDir", folder, "--rootDir", repositoryRoot, join(repositoryRoot, source)]
  const { code, stdout } = await runNode({ args: [tsc, ...options, ...level, ...output] })
  assert.equal(code, 0, stdout)
  return join(folder, source.replace(".ts", ".js"))
}

const bundled: Build = async (folder) => {
  const outfile = join(folder, "shop.mjs")
  await esbuild.build({
    entryPoints: [join(repositoryRoot, source)],
    outfile,
    bundle: true,
    minify: true,
    sourcemap: true,
    platform: "node",
    format: "esm",
    logLevel: "error"
  })
  return outfile
}

const bundledWithInlineMap: Build = async (folder) => {
  const outfile = join(folder, "inline.mjs")
  await esbuild.build({
    entryPoints: [join(repositoryRoot, source)],
    outfile,
    bundle: true,
    minify: true,
    sourcemap: "inline",
    platform: "node",
    format: "esm",
    logLevel: "error"
  })
  return outfile
}

const builds: Readonly<Record<string, Build>> = {
  "from its .ts file": untouched,
  "compiled by tsc with a source map": compiled,
  "in a minified bundle with a source map": bundled,
  "in a minified bundle with its source map inside": bundledWithInlineMap
}

describe("the place of a span", function () {
  // The program is compiled and bundled first.
  this.timeout(60_000)

  for (const [how, build] of Object.entries(builds)) {
    it(`is its line of source when the program runs ${how}`, () =>
      withBuildFolder(async (folder) => {
        const program = await build(folder)
        const log = join(folder, "log")
        const ended = await runNode({ args: [program, log, repositoryRoot] })
        assert.equal(ended.code, 0, ended.stderr)
        const records = readRecords(log)
        assert(marked.length > 15)
        assert.deepEqual(
          marked.map(({ name }) => ({ name, line: named(records, name).code.line })),
          marked
        )
        for (const { name } of marked) assert.equal(named(records, name).code.file, source, name)

        const tool = lineOf("execute_tool CheckEligibility")
        assert.equal(named(records, "span of a library").code.line, tool)
        assert.equal(named(records, "Chat.export").code.line, tool)
        assert.equal(named(records, "span inside a function").code.line, lineOf("fetchOrder"))
        assert.equal(named(records, "ANALYZE").code.line, lineOf("plain statements"))

        const functionOf = (name: string) => named(records, name).code.function
        assert.equal(functionOf("rules"), "checkRules")
        assert.equal(functionOf("execute_tool CheckEligibility"), "checkEligibility")
        assert.equal(functionOf("fetchOrder"), "fetchOrder")
        assert.equal(functionOf("database"), "useDatabase")
        assert.equal(functionOf("invoke_agent shop"), "turn")
      }))
  }
})
