/** What the npm package weighs: to download, to install, and what each of its doors brings into a bundle. */

import * as esbuild from "esbuild"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { installPacked, type Installed } from "../../test/package/installed.ts"
import { packTarball } from "../../test/package/tarball.ts"
import { manifestOf, repositoryRoot } from "../../test/repository.ts"
import type { BenchOptions } from "../main.ts"
import type { BenchResult } from "../result.ts"

/** One thing of each door that programs are likely to want alone. */
const FAVOURITES: Readonly<Record<string, string>> = {
  lapline: "Lap",
  "lapline/analyze": "createStore",
  "lapline/export": "prometheus",
  "lapline/read": "readLogs",
  "lapline/record": "encodeRecord"
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1)

interface Weight {
  readonly minified: number
  readonly gzipped: number
}

/** A bundle of `contents`, as a program's own bundler would make it; effect is the program's. */
const weigh = async (contents: string, { folder }: Installed): Promise<Weight> => {
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["effect"]
  })
  const [bundle] = outputFiles
  if (bundle === undefined) throw new Error("esbuild made no bundle")
  return { minified: bundle.contents.length, gzipped: gzipSync(bundle.contents).length }
}

const weighDoor = async (door: string, installed: Installed): Promise<readonly string[]> => {
  const whole = await weigh(`export * from "${door}"`, installed)
  const favourite = FAVOURITES[door]
  const one =
    favourite === undefined
      ? undefined
      : await weigh(`export { ${favourite} } from "${door}"`, installed)
  return [
    door,
    kilobytes(whole.minified),
    kilobytes(whole.gzipped),
    one === undefined ? "" : `${favourite}: ${kilobytes(one.gzipped)}`
  ]
}

export const run = async ({ short }: BenchOptions): Promise<BenchResult> => {
  using tarball = packTarball()
  using installed = installPacked(["effect"])
  const doors = Object.entries(manifestOf("sdk/package.json").exports ?? {})
    .filter(([, target]) => typeof target === "object")
    .map(([door]) => door.replace(".", "lapline"))
  const rows = await Promise.all(doors.map((door) => weighDoor(door, installed)))
  const front = await weigh('export * from "lapline"', installed)
  const { packedBytes, unpackedBytes } = tarball
  if (!short) writeSizes(`${kilobytes(packedBytes)} kB to download, ${kilobytes(unpackedBytes)} kB`)
  return {
    name: "package",
    title: "Package: what lapline weighs",
    method:
      "The npm package as `npm pack` makes it, the bundled command line included, and each of its entry points in a bundle that esbuild minifies. " +
      "effect is a peer and not counted. Kilobytes of 1000 bytes.",
    tables: [
      {
        caption: "The npm package",
        headers: ["", "kB"],
        rows: [
          ["to download", kilobytes(packedBytes)],
          ["installed", kilobytes(unpackedBytes)]
        ]
      },
      {
        caption: "In a bundle",
        headers: ["entry point", "minified kB", "gzipped kB", "one thing of it, gzipped kB"],
        rows
      }
    ],
    goals: [
      { name: "kB to download", value: packedBytes / 1000, limit: 400 },
      { name: "front door, gzipped kB", value: front.gzipped / 1000, limit: 40 }
    ],
    notes: []
  }
}

const SIZES = /(<!-- sizes -->\n).*(\n<!-- \/sizes -->)/

const writeSizes = (words: string): void => {
  const file = join(repositoryRoot, "sdk/README.md")
  const text = readFileSync(file, "utf8")
  const sentence = `It weighs ${words} installed.`
  if (!SIZES.test(text)) throw new Error(`${file} has no place for the sizes`)
  writeFileSync(file, text.replace(SIZES, `$1${sentence}$2`))
}
