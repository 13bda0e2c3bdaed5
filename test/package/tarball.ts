/** The npm package as it would be published: packed by npm from a fresh build. */
import { execFileSync } from "node:child_process"
import path from "node:path"
import { buildCopy, type BuiltCopy } from "./built-copy.ts"

export interface Tarball extends Disposable {
  /** Absolute path of the .tgz. */
  readonly file: string
  /** What it holds: paths with `/` and bytes. */
  readonly files: ReadonlyMap<string, number>
  /** Bytes to download and bytes when installed. */
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly copy: BuiltCopy
}

interface PackReport {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** Throws with npm's words when it refuses. */
export const packTarball = (): Tarball => {
  const copy = buildCopy()
  const report = execFileSync("npm", ["pack", "--json", "--pack-destination", copy.folder], {
    cwd: path.join(copy.folder, "sdk"),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"]
  })
  const [packed]: PackReport[] = JSON.parse(report)
  if (packed === undefined) throw new Error(`npm packs nothing: ${report}`)
  return {
    file: path.join(copy.folder, packed.filename),
    files: new Map(packed.files.map((file) => [file.path, file.size])),
    packedBytes: packed.size,
    unpackedBytes: packed.unpackedSize,
    copy,
    [Symbol.dispose]: () => copy[Symbol.dispose]()
  }
}
