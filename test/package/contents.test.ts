/** What the npm package holds: the files it must, no other, all of them fit to be published. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import path from "node:path"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { manifestOf, textOf } from "../repository.ts"
import { packTarball, type Tarball } from "./tarball.ts"

/** Besides the entry points' code and their declarations. */
const expected = [
  "LICENSE",
  "README.md",
  "cli/bin.mjs",
  "cli/report.schema.json",
  "dist/cli.licenses.txt",
  "dist/cli.mjs",
  "package.json",
  "record/record.schema.json"
]

const RELATIVE = /"(\.\.?\/[^"]+)"/g

interface Door {
  readonly types?: string
  readonly default?: string
}

const manifest = manifestOf("sdk/package.json")
const entries = Object.values(manifest.exports ?? {}).filter(
  (door): door is Required<Door> => typeof door === "object"
)

describe("the npm package", function () {
  this.timeout(60_000)
  let tarball: Tarball
  const sdk = (file: string) => path.join(tarball.copy.folder, "sdk", file)
  const declarations = () => [...tarball.files.keys()].filter((file) => file.endsWith(".d.ts"))

  before(() => {
    tarball = packTarball()
  })
  after(() => tarball[Symbol.dispose]())

  it("holds the listed files, the entry points, and no other", () => {
    const code = entries.map((door) => path.posix.normalize(door.default))
    assert.ok(code.includes("dist/index.js"))
    const found = [...tarball.files.keys()].filter((file) => !file.endsWith(".d.ts"))
    assert.deepEqual(found.toSorted(), [...expected, ...code].toSorted())
  })

  it("holds the declarations that the entry points lead to, and no other", () => {
    const reached = new Set<string>()
    const follow = (file: string): void => {
      if (reached.has(file)) return
      reached.add(file)
      for (const [, target = ""] of readFileSync(sdk(file), "utf8").matchAll(RELATIVE)) {
        assert.match(target, /\.js$/, `${file} imports ${target}`)
        follow(path.posix.join(path.posix.dirname(file), target.replace(/\.js$/, ".d.ts")))
      }
    }
    for (const door of entries) follow(path.posix.normalize(door.types))
    assert.deepEqual(declarations().toSorted(), [...reached].toSorted())
  })

  it("has nothing against it that publint knows of", async () => {
    const { messages, pkg } = await publint({
      level: "suggestion",
      strict: true,
      pack: { tarball: new Uint8Array(readFileSync(tarball.file)).buffer }
    })
    const words = messages.map((message) => formatMessage(message, pkg, { color: false }))
    assert.deepEqual(words, [])
  })

  it("says nothing of the place where it was built", () => {
    for (const file of tarball.files.keys()) {
      const text = readFileSync(sdk(file), "utf8")
      assert.ok(!text.includes(tarball.copy.folder), file)
      assert.doesNotMatch(text, /^\/\/# sourceMappingURL/m, file)
    }
  })

  it("is the same, byte for byte, each time it is built", () => {
    using again = packTarball()
    assert.ok(readFileSync(again.file).equals(readFileSync(tarball.file)))
  })

  it("brings the licences of the code in its command line", () => {
    const text = readFileSync(sdk("dist/cli.licenses.txt"), "utf8")
    assert.match(text, /^effect 4\.1\.0$/m)
    assert.match(text, /Permission is hereby granted/)
  })

  it("has every entry point named in its README", () => {
    const readme = textOf("sdk/README.md")
    const doors = Object.keys(manifest.exports ?? {}).filter((door) => door !== "./package.json")
    const unnamed = doors
      .map((door) => path.posix.join("lapline", door))
      .filter((door) => !readme.includes(`\`${door}\``))
    assert.deepEqual(unnamed, [])
  })

  it("weighs about what its README says", () => {
    const sentence = /It weighs ([\d.]+) kB to download, ([\d.]+) kB installed\./
    const [, packed, unpacked] = sentence.exec(textOf("sdk/README.md")) ?? []
    // A quarter: the sizes are measured anew by `npm run bench -- package` before a release, not at each change.
    const isNear = (said: string | undefined, bytes: number) =>
      Math.abs(Number(said) * 1000 - bytes) < bytes / 4
    assert.ok(isNear(packed, tarball.packedBytes), `${tarball.packedBytes} bytes to download`)
    assert.ok(isNear(unpacked, tarball.unpackedBytes), `${tarball.unpackedBytes} bytes installed`)
  })

  it("names the effect that it is tested with, and shares the host's", () => {
    assert.deepEqual(manifest.dependencies, undefined)
    assert.equal(manifest.peerDependencies?.["effect"], `^${manifest.devDependencies?.["effect"]}`)
  })
})
