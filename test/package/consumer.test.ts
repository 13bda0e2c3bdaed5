/** The packed package in a program of a stranger's: its types under each way to resolve modules, and that it does nothing by itself. */
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { copyFileSync, readdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import * as esbuild from "esbuild"
import { manifestOf, repositoryRoot } from "../repository.ts"
import { type Installed, installPacked } from "./installed.ts"

const doors = Object.entries(manifestOf("sdk/package.json").exports ?? {})
  .filter(([, target]) => typeof target === "object")
  .map(([door]) => path.posix.join("lapline", door))

/** Stricter than most: libraries are looked into, too. effect's own types need those of the DOM. */
const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  target: "ES2023",
  lib: ["ES2023", "DOM"],
  types: ["node"]
}

const resolutions: Readonly<Record<string, object>> = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  node20: { module: "node20", moduleResolution: "node16" },
  bundler: { module: "esnext", moduleResolution: "bundler" }
}

/** What importing must leave as it was, printed as JSON before and after. */
const watcher = (imports: string) => `
// Node itself opens a pipe when these are imported first.
await import("node:http")
await import("node:util")
const look = () => ({
  listeners: process.eventNames().map(String).toSorted(),
  resources: process.getActiveResourcesInfo(),
  globals: Object.getOwnPropertyNames(globalThis).toSorted(),
  stackTraceLimit: Error.stackTraceLimit,
  prepareStackTrace: String(Error.prepareStackTrace),
  env: process.env
})
const before = look()
${imports}
console.log(JSON.stringify([before, look()]))
`

describe("the npm package, installed", function () {
  this.timeout(60_000)
  let installed: Installed
  const at = (file: string) => path.join(installed.folder, file)
  const node = (...args: readonly string[]) =>
    spawnSync(process.execPath, args, { cwd: installed.folder, encoding: "utf8" })

  before(() => {
    installed = installPacked(["effect", "@types/node", "undici-types"])
    writeFileSync(at("package.json"), '{ "type": "module" }')
    const consumer = path.join(repositoryRoot, "test/fixtures/consumer/consumer.ts")
    copyFileSync(consumer, at("consumer.ts"))
  })
  after(() => installed[Symbol.dispose]())

  for (const [name, options] of Object.entries(resolutions)) {
    it(`gives its types to a program that resolves by ${name}`, () => {
      writeFileSync(
        at("tsconfig.json"),
        JSON.stringify({
          compilerOptions: { ...compilerOptions, ...options },
          files: ["consumer.ts"]
        })
      )
      const compiler = path.join(repositoryRoot, "node_modules/typescript/bin/tsc")
      const { stdout, status } = node(compiler, "-p", ".", "--pretty", "false")
      assert.deepEqual([stdout, status], ["", 0])
    })
  }

  it("does nothing by being imported", () => {
    const imports = doors.map((door) => `await import("${door}")`).join("\n")
    const script = watcher(imports)
    // Effect may do what it likes: what is left over is ours.
    const bare = node("--input-type=module", "-e", watcher('await import("effect")'))
    const ours = node("--input-type=module", "-e", script)
    assert.equal(ours.stderr, "")
    assert.ok(doors.length >= 4)
    const after = (stdout: string): unknown => JSON.parse(stdout)[1]
    assert.deepEqual(after(ours.stdout), after(bare.stdout))
    const left = readdirSync(installed.folder).filter((name) => name.startsWith("."))
    assert.deepEqual(left, [])
  })

  it("can be required", () => {
    const names = node("-p", doors.map((door) => `typeof require("${door}")`).join("+"))
    assert.equal(names.stdout.trim(), "object".repeat(doors.length))
  })

  it("leaves out of a bundle what the program does not use", async () => {
    const bundled = async (contents: string): Promise<number> => {
      const { outputFiles } = await esbuild.build({
        stdin: { contents, resolveDir: installed.folder },
        bundle: true,
        minify: true,
        write: false,
        platform: "node",
        format: "esm",
        external: ["effect"]
      })
      return outputFiles[0]?.contents.length ?? Number.NaN
    }
    const imports = doors.map((door, index) => `import * as unused${index} from "${door}"`)
    assert.equal(await bundled(imports.join("\n")), 0)
    const whole = await bundled('export * from "lapline/analyze"')
    const one = await bundled('export { formatDuration } from "lapline/analyze"')
    assert.ok(one < whole / 10, `${one} of ${whole} bytes`)
  })
})
