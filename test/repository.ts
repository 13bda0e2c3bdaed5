/** The repository as its own rules see it: files that are tracked or about to be, with their text. */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"

export const repositoryRoot = path.resolve(import.meta.dirname, "..")

/** Paths from the root, with `/`; neither ignored nor deleted. */
export const repositoryFiles: readonly string[] = execFileSync(
  "git",
  ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
  { cwd: repositoryRoot, encoding: "utf8", maxBuffer: 1 << 26 }
)
  .split("\0")
  .filter((file) => file !== "" && existsSync(path.join(repositoryRoot, file)))

export const textOf = (file: string): string =>
  readFileSync(path.join(repositoryRoot, file), "utf8")

/** A package manifest, as far as the rules look at it. */
export interface Manifest {
  readonly name: string
  readonly version?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly engines?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly contributes?: {
    readonly commands?: readonly { readonly command: string; readonly title: string }[]
    readonly configuration?: Settings | readonly Settings[]
  }
}

export interface Settings {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>
}

export const manifestOf = (file: string): Manifest => JSON.parse(textOf(file))

/** Code that we write: not data for tests, not stand-ins with names that others chose. */
export const codeFiles: readonly string[] = repositoryFiles.filter(
  (file) =>
    /\.(ts|mjs|cjs|js|py)$/.test(file) &&
    !file.startsWith("test/fixtures/") &&
    !file.startsWith("test/vscode-host/shims/")
)
